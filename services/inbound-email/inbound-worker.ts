import { underRequest } from "@/services/logging/request-context";
import { startWorkLoop, type WorkLoop } from "@/services/workers/work-loop";
import { claimInboundEmails } from "./claim-inbound-emails";
import { processUnderLease } from "./process-under-lease";

/** Parsing is work for a processor, and Node has one thread for it: two, so that one waits while the other computes. */
const concurrency = 2;

// server.ts starts it; the routes that wake it live in another module graph of the same process.
const shared = globalThis as { __myportalInboundWorker?: WorkLoop };

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

function createWorker(): WorkLoop {
  const running = new Set<Promise<void>>();
  const worker = startWorkLoop({
    name: "incoming mail",
    failure: "incoming mail cannot be read; it is tried again",
    async lookFor() {
      if (running.size >= concurrency) return false;
      const { owner, emails } = await claimInboundEmails(concurrency - running.size);
      for (const email of emails) {
        const reading: Promise<void> = underRequest(email.requestId, () =>
          processUnderLease(email, owner),
        ).finally(() => {
          running.delete(reading);
          worker.wake();
        });
        running.add(reading);
      }
      return emails.length > 0 && running.size < concurrency;
    },
    finish: () => Promise.all(running),
  });
  return worker;
}
