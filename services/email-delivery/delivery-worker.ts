import { log } from "@/services/logging/log";
import { noteWorkerRun } from "@/services/workers/worker-runs";
import { claimBatch, type DeliveryBatch, runBatch } from "./delivery-batch";
import { takeOverExpired } from "./take-over-expired";
import { closeActiveTransport } from "./transports/active-transport";
import { createTurns } from "./turns";

const pollMs = 2_000;
const takeOverEveryMs = 2_000;
/** Deliveries that are claimed together. */
const batchSize = 100;
/** While fewer than this wait for their turn, the next batch is claimed: the connections never run dry. */
const lowWater = 50;
/** Four times the connections: while some are with the mail server, others are drawn, handed off, and settled. */
const atOnce = 40;

type Worker = { wake(): void; stop(): Promise<void> };
// server.ts starts it; the actions that wake it live in another module graph of the same process.
const shared = globalThis as { __myportalDeliveryWorker?: Worker };

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

function createWorker(): Worker {
  const turns = createTurns(atOnce);
  const running = new Map<DeliveryBatch, Promise<void>>();
  let stopped = false;
  let woken = false;
  let wakeUp = () => {};
  /** Messages that are claimed and not done. */
  let open = 0;
  let lastTakeOver = 0;

  const wake = () => {
    woken = true;
    wakeUp();
  };

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
      if (woken || stopped) wakeUp();
    });

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
        if (open < atOnce + lowWater) wake();
      },
    };
    const run = runBatch(batch, groups, counted).finally(() => {
      running.delete(batch);
      wake();
    });
    running.set(batch, run);
    return true;
  }

  async function loop() {
    while (!stopped) {
      woken = false;
      let started = false;
      try {
        await noteWorkerRun("outbox");
        if (Date.now() - lastTakeOver >= takeOverEveryMs) {
          lastTakeOver = Date.now();
          await takeOverExpired();
        }
        started = await startNext();
      } catch (error) {
        log().warn({ err: error }, "the outbox cannot be read; it is tried again");
      }
      if (!started) await pause(pollMs);
    }
    for (const batch of running.keys()) batch.halt();
    await Promise.all(running.values());
  }

  const ended = loop();
  return {
    wake,
    stop() {
      stopped = true;
      for (const batch of running.keys()) batch.halt();
      wakeUp();
      return ended;
    },
  };
}
