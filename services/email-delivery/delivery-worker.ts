import { log } from "@/services/logging/log";
import { claimDeliveries, type Delivery, type Lease, leaseRenewalMs, renewLease } from "./claim-deliveries";
import { deliver } from "./deliver";
import { groupCopies } from "./group-copies";
import { takeOverExpired } from "./take-over-expired";
import { activeTransport, closeActiveTransport } from "./transports/active-transport";

const concurrency = 5;
const pollMs = 2_000;

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

/** Takes nothing new, waits for what is being sent, and closes the connections. */
export async function stopDeliveryWorker(): Promise<void> {
  const worker = shared.__myportalDeliveryWorker;
  shared.__myportalDeliveryWorker = undefined;
  await worker?.stop();
  closeActiveTransport();
}

function createWorker(): Worker {
  let stopped = false;
  let woken = false;
  let wakeUp = () => {};
  const running = new Set<Promise<void>>();

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
      if (woken || stopped) wakeUp();
    });

  const run = (copies: Delivery[], lease: Lease, transport: Awaited<ReturnType<typeof activeTransport>>) => {
    const sending: Promise<void> = deliverUnderLease(copies, lease, transport).finally(() => {
      running.delete(sending);
      woken = true;
      wakeUp();
    });
    running.add(sending);
  };

  const loop = async () => {
    while (!stopped) {
      woken = false;
      let started = 0;
      try {
        await takeOverExpired();
        const free = concurrency - running.size;
        if (free > 0) started = await startDue(free, run);
      } catch (error) {
        log().warn({ err: error }, "the outbox cannot be read; it is tried again");
      }
      if (started === 0 || running.size >= concurrency) await pause(pollMs);
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

async function startDue(
  limit: number,
  run: (copies: Delivery[], lease: Lease, transport: Awaited<ReturnType<typeof activeTransport>>) => void,
): Promise<number> {
  const transport = await activeTransport();
  const { lease, deliveries } = await claimDeliveries(limit, { wholeMessages: transport.sharesMessages });
  for (const copies of groupCopies(deliveries, transport)) run(copies, lease, transport);
  return deliveries.length;
}

/** Delivers while keeping the lease up, however long the mail server takes. */
export async function deliverUnderLease(
  copies: Delivery[],
  lease: Lease,
  transport: Awaited<ReturnType<typeof activeTransport>>,
): Promise<void> {
  const ids = copies.map((copy) => copy.id);
  const timer = setInterval(() => {
    renewLease(lease, ids).catch((error) => log().warn({ err: error }, "a lease could not be renewed"));
  }, leaseRenewalMs);
  try {
    await deliver(copies, lease, transport);
  } finally {
    clearInterval(timer);
  }
}
