import { databaseErrorCode } from "@/services/database-errors";
import { rootCause } from "@/services/error-causes";
import { wordsOfError } from "@/services/logging/words-of-error";

/**
 * What of an error goes into the log. Drizzle repeats a query's values in its message, and tracking ids and addresses
 * are among them: of a database's error only the code and the server's own words are kept, without a value that these
 * repeat.
 */
export function loggableError(error: unknown): Record<string, unknown> {
  const code = databaseErrorCode(error);
  if (code === null) return { err: error };
  const root = rootCause(error);
  return { code, reason: root instanceof Error ? wordsOfError(root) : String(root) };
}
