import { startWorkLoop, type WorkLoop } from "@/services/workers/work-loop";
import { claimBatch, type DeliveryBatch, runBatch } from "./delivery-batch";
import { takeOverExpired } from "./take-over-expired";
import { closeActiveTransport } from "./transports/active-transport";
import { createTurns } from "./turns";

const takeOverEveryMs = 2_000;
/** Deliveries that are claimed together. */
const batchSize = 100;
/** While fewer than this wait for their turn, the next batch is claimed: the connections never run dry. */
const lowWater = 50;
/** Four times the connections: while some are with the mail server, others are drawn, handed off, and settled. */
const atOnce = 40;

// server.ts starts it; the actions that wake it live in another module graph of the same process.
const shared = globalThis as { __myportalDeliveryWorker?: WorkLoop };

/** Starts sending what the outbox holds, now and from now on. A second call does nothing. */
export function startDeliveryWorker() {
  shared.__myportalDeliveryWorker ??= createWorker();
}

/** Looks into the outbox at once instead of at the next poll. Does nothing in a process without a worker. */
export function wakeDeliveryWorker() {
  shared.__myportalDeliveryWorker?.wake();
}

/** Takes nothing new, puts back what is only claimed, waits for what is being sent, and closes the connections. */
export async function stopDeliveryWorker(): Promise<void> {
  const worker = shared.__myportalDeliveryWorker;
  shared.__myportalDeliveryWorker = undefined;
  await worker?.stop();
  closeActiveTransport();
}

function createWorker(): WorkLoop {
  const turns = createTurns(atOnce);
  const running = new Map<DeliveryBatch, Promise<void>>();
  /** Messages that are claimed and not done. */
  let open = 0;
  let lastTakeOver = 0;

  async function startNext(): Promise<boolean> {
    if (open >= atOnce + lowWater) return false;
    const next = await claimBatch(batchSize);
    if (!next) return false;
    const { batch, groups } = next;
    open += groups.length;
    const counted = {
      take: turns.take,
      give() {
        turns.give();
        open--;
        if (open < atOnce + lowWater) worker.wake();
      },
    };
    const run = runBatch(batch, groups, counted).finally(() => {
      running.delete(batch);
      worker.wake();
    });
    running.set(batch, run);
    return true;
  }

  const worker = startWorkLoop({
    name: "outbox",
    failure: "the outbox cannot be read; it is tried again",
    async lookFor() {
      if (Date.now() - lastTakeOver >= takeOverEveryMs) {
        lastTakeOver = Date.now();
        await takeOverExpired();
      }
      return startNext();
    },
    halt() {
      for (const batch of running.keys()) batch.halt();
    },
    finish: () => Promise.all(running.values()),
  });
  return worker;
}
