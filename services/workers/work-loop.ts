import { log } from "@/services/logging/log";
import { noteWorkerRun, type WorkerName } from "./worker-runs";

/** Between two looks while there is nothing to do and nobody calls. */
const restMs = 2_000;

export type WorkLoop = {
  /** Looks for work at once instead of after the rest. */
  wake(): void;
  /** Takes nothing new. @returns when all is done that was begun */
  stop(): Promise<void>;
};

/**
 * Looks for work again and again: at once while there is some, otherwise after a rest, or when it is woken; a call that
 * comes while it looks is not lost.
 * @param work.lookFor looks once and begins what it finds. @returns whether there may be more to begin at once; what it
 * throws is logged as `work.failure`, and it rests
 * @param work.halt tells what is under way that the loop is being stopped
 * @param work.finish waits for what is under way, after the last look
 */
export function startWorkLoop(work: {
  name: WorkerName;
  failure: string;
  lookFor: () => Promise<boolean>;
  halt?: () => void;
  finish: () => Promise<unknown>;
}): WorkLoop {
  let isStopped = false;
  let isWoken = false;
  let wakeUp = () => {};

  const rest = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, restMs);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
      if (isWoken || isStopped) wakeUp();
    });

  async function loop() {
    while (!isStopped) {
      isWoken = false;
      let mayBeMore = false;
      try {
        await noteWorkerRun(work.name);
        mayBeMore = await work.lookFor();
      } catch (error) {
        log().warn({ err: error }, work.failure);
      }
      if (!mayBeMore) await rest();
    }
    work.halt?.();
    await work.finish();
  }

  const ended = loop();
  return {
    wake() {
      isWoken = true;
      wakeUp();
    },
    stop() {
      isStopped = true;
      work.halt?.();
      wakeUp();
      return ended;
    },
  };
}
