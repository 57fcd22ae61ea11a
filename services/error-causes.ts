/** Causes of causes, at most: some go in a circle. */
const deepest = 10;

/** An error, its cause, that one's cause, and so on. Nothing of what is no error. */
export function causesOf(error: unknown): Error[] {
  const causes: Error[] = [];
  for (let cause = error; cause instanceof Error && causes.length < deepest; cause = cause.cause)
    causes.push(cause);
  return causes;
}

/**
 * What went wrong first: libraries wrap errors, Drizzle in one that repeats the whole statement. Of several at once (Node,
 * for a name with several addresses) the first. What is no error comes back as it is.
 */
export function rootCause(error: unknown): unknown {
  const root = causesOf(error).at(-1) ?? error;
  return root instanceof AggregateError && root.errors.length > 0 ? rootCause(root.errors[0]) : root;
}
