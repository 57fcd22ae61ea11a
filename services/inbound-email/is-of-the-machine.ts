import { databaseErrorCode } from "@/services/database-errors";
import { ServiceError } from "@/services/errors";

/** Is this the database's, the disk's or the network's doing, so that it may be over in a while? */
export function isOfTheMachine(error: unknown): boolean {
  if (error instanceof ServiceError) return false;
  return isOfTheSystem(error) || databaseErrorCode(error) !== null;
}

/** Did the operating system refuse something: the disk or the network? A parser's own errors have a `code`, too. */
export function isOfTheSystem(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) if ("syscall" in cause) return true;
  return false;
}
