import { parentPort, workerData } from "node:worker_threads";

/**
 * The thread that says each time a request is due: it does nothing but wait, to a fraction of a millisecond. Times are
 * milliseconds since 1970, which both threads can tell.
 */
const { perSecond, startAt, stopped } = workerData;

for (let index = 0; ; index++) {
  const dueAt = startAt + (index * 1000) / perSecond;
  const early = dueAt - (performance.timeOrigin + performance.now());
  if (early > 0) Atomics.wait(stopped, 0, 0, early);
  if (Atomics.load(stopped, 0) !== 0) break;
  parentPort.postMessage({ index, dueAt });
}
