import { log } from "@/services/logging/log";
import { underRequest } from "@/services/logging/request-context";
import { noteWorkerRun } from "@/services/workers/worker-runs";
import { claimInboundEmails } from "./claim-inbound-emails";
import { processUnderLease } from "./process-under-lease";

/** Parsing is work for a processor, and Node has one thread for it: two, so that one waits while the other computes. */
const concurrency = 2;
const pollMs = 2_000;

type Worker = { wake(): void; stop(): Promise<void> };
// server.ts starts it; the routes that wake it live in another module graph of the same process.
const shared = globalThis as { __myportalInboundWorker?: Worker };

/** Starts reading what came in, now and from now on. A second call does nothing. */
export function startInboundWorker() {
  shared.__myportalInboundWorker ??= createWorker();
}

/** Looks for new mail at once instead of at the next poll. Does nothing in a process without a worker. */
export function wakeInboundWorker() {
  shared.__myportalInboundWorker?.wake();
}

/** Takes nothing new and waits for what is being read. */
export async function stopInboundWorker(): Promise<void> {
  const worker = shared.__myportalInboundWorker;
  shared.__myportalInboundWorker = undefined;
  await worker?.stop();
}

function createWorker(): Worker {
  let stopped = false;
  let woken = false;
  let wakeUp = () => {};
  const running = new Set<Promise<void>>();

  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pollMs);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
      if (woken || stopped) wakeUp();
    });

  const startDue = async (): Promise<number> => {
    const { owner, emails } = await claimInboundEmails(concurrency - running.size);
    for (const email of emails) {
      const reading: Promise<void> = underRequest(email.requestId, () =>
        processUnderLease(email, owner),
      ).finally(() => {
        running.delete(reading);
        woken = true;
        wakeUp();
      });
      running.add(reading);
    }
    return emails.length;
  };

  const loop = async () => {
    while (!stopped) {
      woken = false;
      let started = 0;
      try {
        await noteWorkerRun("incoming mail");
        if (running.size < concurrency) started = await startDue();
      } catch (error) {
        log().warn({ err: error }, "incoming mail cannot be read; it is tried again");
      }
      if (started === 0 || running.size >= concurrency) await pause();
    }
    await Promise.all(running);
  };

  const ended = loop();
  return {
    wake() {
      woken = true;
      wakeUp();
    },
    stop() {
      stopped = true;
      wakeUp();
      return ended;
    },
  };
}
