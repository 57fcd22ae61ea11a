import { setTimeout as sleep } from "node:timers/promises";

/**
 * Asks again and again, every 50 ms, until the answer is yes.
 * @param what for the message, as a sentence that should become true
 * @throws Error when it does not within `timeoutMs`
 */
export async function waitUntil(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  timeoutMs = 60_000,
): Promise<void> {
  for (const deadline = performance.now() + timeoutMs; !(await isSo()); await sleep(50)) {
    if (performance.now() > deadline)
      throw new Error(`After ${timeoutMs / 1000} s it is not so that ${what}`);
  }
}
