import { and, eq, inArray, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveries } from "@/db/schema/email";
import { log } from "@/services/logging/log";
import { underRequest } from "@/services/logging/request-context";
import { claimDeliveries, type Delivery, type Lease, leaseRenewalMs, renewLease } from "./claim-deliveries";
import { deliver } from "./deliver";
import { groupCopies } from "./group-copies";
import { type BatchContent, loadBatch } from "./load-batch";
import { settleDeliveries } from "./settle-deliveries";
import { suppressionWords } from "./suppressed-addresses";
import { type ActiveTransport, activeTransport } from "./transports/active-transport";
import { beginTrial, endTrial, transportState } from "./transports/pause-transport";
import type { Turns } from "./turns";

/** Deliveries under one lease, and what they need to be sent. */
export type DeliveryBatch = {
  lease: Lease;
  transport: ActiveTransport;
  content: BatchContent;
  /** A pause of the transport has just run out, and this goes ahead: whether it works again is not known yet. */
  isTrying: boolean;
  /** Nothing more of it is handed over: it goes back to the outbox. */
  halt(): void;
  isHalted(): boolean;
  /** The transport was paused since it was claimed, whichever batch found out; that halts it, too. */
  isPaused(): boolean;
};

/**
 * Claims what is due and the transport may send now.
 * @returns the batch and its messages; null when there is nothing, or the transport is paused.
 */
export async function claimBatch(
  most: number,
): Promise<{ batch: DeliveryBatch; groups: Delivery[][]; claimed: number } | null> {
  const transport = await activeTransport();
  const state = await transportState(transport);
  if (state === "paused") return null;
  const limit = state === "trying" ? 1 : Math.min(most, mostAtOnce(transport));
  const { lease, deliveries } = await claimDeliveries(limit, { wholeMessages: transport.sharesMessages });
  if (deliveries.length === 0) return null;
  if (state === "trying" && !(await beginTrial(transport))) {
    await putBack(deliveries, lease);
    return null;
  }
  const opened = await openBatch(deliveries, lease, transport, state === "trying");
  return { ...opened, claimed: deliveries.length };
}

/** With a rate limit no more than a second's worth: what is written meanwhile must not wait behind more. */
function mostAtOnce({ perSecond }: ActiveTransport): number {
  return perSecond === 0 ? Number.MAX_SAFE_INTEGER : perSecond;
}

/** Makes a batch of deliveries that are claimed already. Those whose address was suppressed since they were queued fail. */
export async function openBatch(
  deliveries: Delivery[],
  lease: Lease,
  transport: ActiveTransport,
  isTrying = false,
) {
  const { pauses } = transport;
  const isPaused = () => transport.pauses > pauses;
  const content = await loadBatch(deliveries);
  let isHalted = false;
  const batch: DeliveryBatch = {
    ...{ lease, transport, content, isTrying },
    halt() {
      isHalted = true;
    },
    isHalted: () => isHalted || transport.isClosed() || isPaused(),
    isPaused,
  };
  const allowed = await failSuppressed(deliveries, batch);
  return { batch, groups: groupCopies(allowed, transport) };
}

async function failSuppressed(
  deliveries: Delivery[],
  { content, lease }: DeliveryBatch,
): Promise<Delivery[]> {
  if (content.suppressions.size === 0) return deliveries;
  const allowed: Delivery[] = [];
  for (const delivery of deliveries) {
    const suppression = content.suppressions.get(delivery.email.toLowerCase());
    // What may be out already is not stopped by refusing to ask what became of it.
    if (!suppression || delivery.handedOffAt) allowed.push(delivery);
    else {
      await settleDeliveries({
        ...{ deliveryIds: [delivery.id], leaseOwner: lease.owner, status: "failed", failure: "suppressed" },
        ...{ source: "portal", detail: suppressionWords(suppression) },
      });
    }
  }
  return allowed;
}

/**
 * Sends the messages of a batch, as many at a time as there are turns, while keeping the lease up however long the mail
 * server takes. What a halt leaves over goes back to the outbox.
 */
export async function runBatch(batch: DeliveryBatch, groups: Delivery[][], turns: Turns): Promise<void> {
  const open = new Set(groups.flat().map(({ id }) => id));
  const timer = setInterval(() => {
    if (open.size === 0) return;
    renewLease(batch.lease, [...open]).catch((error) =>
      log().warn({ err: error }, "a lease could not be renewed"),
    );
  }, leaseRenewalMs);
  const left: Delivery[] = [];
  try {
    await Promise.all(
      groups.map(async (group) => {
        await turns.take();
        try {
          if (batch.isHalted() || !(await deliverForRequest(group, batch))) left.push(...group);
          for (const { id } of group) open.delete(id);
        } finally {
          turns.give();
        }
      }),
    );
  } finally {
    clearInterval(timer);
  }
  if (left.length > 0) await putBack(left, batch.lease);
  if (batch.isTrying && !batch.isPaused()) await letNextTry(batch);
}

/** Nothing to undo where it was accepted: that ended the pause. */
async function letNextTry({ transport }: DeliveryBatch) {
  try {
    await endTrial(transport);
  } catch (error) {
    log().warn({ err: error }, "the next mail that goes ahead waits until this one is forgotten");
  }
}

/** Whatever is logged meanwhile carries the id of the request that the mail follows from. */
function deliverForRequest(group: Delivery[], batch: DeliveryBatch): Promise<boolean> {
  const message = batch.content.messages.get(group[0]?.messageId ?? 0);
  return underRequest(message?.requestId, () => deliver(group, batch));
}

/** Back into the outbox, as if they had not been claimed. */
async function putBack(deliveries: Delivery[], lease: Lease) {
  try {
    await database()
      .update(emailDeliveries)
      .set({
        status: "queued",
        leaseOwner: null,
        leaseUntil: null,
        nextAttemptAt: sql`COALESCE(${emailDeliveries.nextAttemptAt}, UTC_TIMESTAMP(6))`,
      })
      .where(
        and(
          inArray(
            emailDeliveries.id,
            deliveries.map(({ id }) => id),
          ),
          eq(emailDeliveries.leaseOwner, lease.owner),
          eq(emailDeliveries.status, "sending"),
        ),
      );
  } catch (error) {
    log().warn({ err: error }, "claimed deliveries could not be put back; their lease will run out");
  }
}
