/** The words of what went wrong first: Drizzle's errors repeat the whole statement and keep the driver's as their cause. */
export function rootMessage(error: unknown): string {
  let deepest = error;
  while (deepest instanceof Error && deepest.cause instanceof Error) deepest = deepest.cause;
  if (deepest instanceof AggregateError && deepest.errors.length > 0) return rootMessage(deepest.errors[0]);
  if (!(deepest instanceof Error)) return String(deepest);
  const code = "code" in deepest && typeof deepest.code === "string" ? deepest.code : "";
  return (deepest.message || code || deepest.name).slice(0, 500);
}
