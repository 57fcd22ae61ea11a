import { wordsOfError } from "./words-of-error";

/** Causes of causes, at most. */
const deepest = 5;

export type LoggedError = {
  type: string;
  message: string;
  code?: string;
  stack: string[];
  cause?: LoggedError;
};

/**
 * What the log keeps of an error: its kind, code, words and where it came from. What libraries attach to one is left
 * out: a statement with its values (drizzle-orm and mysql2), a mail server's recipients (nodemailer).
 */
export function serializeError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error), stack: [] };
  const { cause } = error;
  return {
    type: error.name === "Error" ? error.constructor.name : error.name,
    message: wordsOfError(error),
    ...("code" in error && typeof error.code === "string" ? { code: error.code } : {}),
    // The frames alone: before them the stack repeats the message.
    stack: (error.stack ?? "").split("\n").flatMap((line) => /^\s+at (.*)/.exec(line)?.[1] ?? []),
    ...(cause instanceof Error && depth < deepest ? { cause: serializeError(cause, depth + 1) } : {}),
  };
}
