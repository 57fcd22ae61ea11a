import { isLockConflict } from "./database-errors";

const attempts = 5;

/**
 * Runs a transaction, or a statement by itself, again when the database gave it up for another one's locks (a deadlock; on
 * Galera a conflict that shows at the commit). It was rolled back whole, so running it again is safe.
 */
export async function retryLockConflicts<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === attempts || !isLockConflict(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt));
    }
  }
}
