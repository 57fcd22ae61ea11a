import { and, desc, eq, inArray } from "drizzle-orm";
import { database } from "@/db/client";
import type { Transaction } from "@/db/connect";
import { emailDeliveries, emailDeliveryEvents, emailMessages } from "@/db/schema/email";
import { noteTicketChange, wakeLive } from "@/services/live/ticket-changes";
import { retryLockConflicts } from "@/services/retry-lock-conflicts";
import { noteDeliveryEvents } from "./delivery-events";
import { type DeliveryReport, type Movement, movementOf } from "./delivery-report";
import { readdressedSource, retrySource } from "./event-sources";
import { noteSent } from "./note-sent";
import { suppressAddress } from "./suppressed-addresses";

type Delivery = typeof emailDeliveries.$inferSelect;

/**
 * Takes in what a provider or a mail server says later of a copy that was handed over: it arrived, it came back, it was
 * called spam. A copy only moves forward (see {@link movementOf}), whatever the order and number of the reports. Those that
 * move it, and delays, are written into its history; a hard bounce, a complaint or a provider's own list suppresses the
 * address.
 * @returns true when it moved the copy.
 */
export async function noteDeliveryReport(report: DeliveryReport): Promise<boolean> {
  const moved = await retryLockConflicts(() =>
    database().transaction(async (tx) => {
      const [row] = await tx
        .select({ delivery: emailDeliveries, ticketId: emailMessages.ticketId })
        .from(emailDeliveries)
        .innerJoin(emailMessages, eq(emailMessages.id, emailDeliveries.messageId))
        .where(eq(emailDeliveries.id, report.deliveryId))
        .for("update");
      if (!row) return false;
      const { delivery, ticketId } = row;
      if (await isOutdated(tx, report)) return false;
      const movement = movementOf(delivery, report.kind);
      if (movement) await move(tx, delivery, report, movement);
      else if (report.kind !== "delayed" || (await isKnown(tx, report))) return false;
      const { deliveryId, source, detail, occurredAt } = report;
      const status = movement?.status ?? delivery.status;
      await noteDeliveryEvents(tx, [{ deliveryId, status, source, detail, occurredAt }]);
      if (ticketId) await noteTicketChange(tx, [ticketId]);
      return movement !== null;
    }),
  );
  wakeLive();
  return moved;
}

/** Is it about an attempt that somebody has followed by another one since? */
async function isOutdated(tx: Transaction, report: DeliveryReport): Promise<boolean> {
  const [again] = await tx
    .select({ at: emailDeliveryEvents.occurredAt })
    .from(emailDeliveryEvents)
    .where(
      and(
        eq(emailDeliveryEvents.deliveryId, report.deliveryId),
        inArray(emailDeliveryEvents.source, [retrySource, readdressedSource]),
      ),
    )
    .orderBy(desc(emailDeliveryEvents.id))
    .limit(1);
  return again !== undefined && report.occurredAt < again.at;
}

async function isKnown(tx: Transaction, report: DeliveryReport): Promise<boolean> {
  const [known] = await tx
    .select({ id: emailDeliveryEvents.id })
    .from(emailDeliveryEvents)
    .where(
      and(
        eq(emailDeliveryEvents.deliveryId, report.deliveryId),
        eq(emailDeliveryEvents.source, report.source),
        eq(emailDeliveryEvents.occurredAt, report.occurredAt),
      ),
    )
    .limit(1);
  return known !== undefined;
}

async function move(tx: Transaction, delivery: Delivery, report: DeliveryReport, movement: Movement) {
  const { status, failure, suppress } = movement;
  const detail = report.detail.slice(0, 1000);
  await tx
    .update(emailDeliveries)
    .set({
      status,
      failure,
      lastError: failure ? detail : null,
      // Whoever is still sending it finds their lease, and adds what they learn.
      leaseUntil: null,
      nextAttemptAt: null,
      renderedHtml: null,
      problemHandledAt: null,
      sentAt: delivery.sentAt ?? (status === "failed" ? null : report.occurredAt),
      ...(status === "delivered" ? { deliveredAt: report.occurredAt } : {}),
    })
    .where(eq(emailDeliveries.id, delivery.id));
  if (suppress)
    await suppressAddress(tx, { email: delivery.email, reason: suppress, detail, deliveryId: delivery.id });
  if (status !== "failed" && delivery.ticketReplyId) await noteSent(tx, [delivery.ticketReplyId]);
}
