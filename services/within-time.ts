/** The work did not end in time. It goes on; nobody waits for it any more. */
export class TooLateError extends Error {
  override name = "TooLateError";
}

/**
 * Waits for work, but not for ever: a database that hangs keeps its connection open and says nothing.
 * @throws {TooLateError} after `ms` milliseconds; otherwise what the work throws.
 */
export async function withinTime<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TooLateError(`not done within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
