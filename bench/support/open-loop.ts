import { once } from "node:events";
import { Worker } from "node:worker_threads";

/** For the thread to be there when the first request is due. */
const startsInMs = 100;

/**
 * Sends requests at a fixed rate, whatever becomes of the earlier ones: people do not wait for each other. Times are
 * counted from the moment a request was due, not from when it could be sent, so that a stall is not hidden by the
 * requests it held back ("coordinated omission"). A thread of its own keeps the beat: a timer of Node's is a millisecond
 * late or two, and sends what was due meanwhile all at once, which would look like the server's doing.
 * @param send the n-th request, from 0; `dueAt` is on the clock of `performance.now()`. Must not throw.
 * @returns when the signal is aborted and every request has ended.
 */
export async function runOpenLoop(
  perSecond: number,
  signal: AbortSignal,
  send: (index: number, dueAt: number) => Promise<void>,
): Promise<void> {
  const pending = new Set<Promise<void>>();
  const stopped = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const startAt = performance.timeOrigin + performance.now() + startsInMs;
  const beat = new Worker(new URL("./beat.mjs", import.meta.url), {
    workerData: { perSecond, startAt, stopped },
  });
  beat.on("message", ({ index, dueAt }: { index: number; dueAt: number }) => {
    const request = send(index, dueAt - performance.timeOrigin).finally(() => pending.delete(request));
    pending.add(request);
  });
  const stop = () => {
    Atomics.store(stopped, 0, 1);
    Atomics.notify(stopped, 0);
  };
  if (signal.aborted) stop();
  else signal.addEventListener("abort", stop, { once: true });
  await once(beat, "exit");
  await Promise.all(pending);
}
