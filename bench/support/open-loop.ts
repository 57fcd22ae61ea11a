import { setTimeout as sleep } from "node:timers/promises";

/**
 * Sends requests at a fixed rate, whatever becomes of the earlier ones: people do not wait for each other. Times are
 * counted from the moment a request was due, not from when it could be sent, so that a stall is not hidden by the
 * requests it held back ("coordinated omission").
 * @param send the n-th request, from 0; `dueAt` is on the clock of `performance.now()`. Must not throw.
 * @returns when the signal is aborted and every request has ended.
 */
export async function runOpenLoop(
  perSecond: number,
  signal: AbortSignal,
  send: (index: number, dueAt: number) => Promise<void>,
): Promise<void> {
  const pending = new Set<Promise<void>>();
  const start = performance.now();
  for (let next = 0; !signal.aborted; await sleep(1)) {
    for (let dueAt = start; dueAt <= performance.now(); next++) {
      dueAt = start + (next * 1000) / perSecond;
      if (dueAt > performance.now()) break;
      const request = send(next, dueAt).finally(() => pending.delete(request));
      pending.add(request);
    }
  }
  await Promise.all(pending);
}
