import { causesOf } from "./error-causes";

/** The driver's error code behind Drizzle's wrapper, such as `ER_DUP_ENTRY`; null when it is no database error. */
export function databaseErrorCode(error: unknown): string | null {
  for (const cause of causesOf(error)) {
    if ("code" in cause && typeof cause.code === "string") return cause.code;
  }
  return null;
}

/** Did a unique key refuse the row? */
export function isDuplicateKey(error: unknown): boolean {
  return databaseErrorCode(error) === "ER_DUP_ENTRY";
}

/** A deadlock or a lock that was not granted in time: the transaction was rolled back and may be run again. */
export function isLockConflict(error: unknown): boolean {
  const code = databaseErrorCode(error);
  return code === "ER_LOCK_DEADLOCK" || code === "ER_LOCK_WAIT_TIMEOUT" || code === "ER_CHECKREAD";
}
