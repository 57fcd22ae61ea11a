import { and, asc, inArray, isNotNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/connect";
import { emailDeliveries, emailDeliveryEvents, emailMessages } from "@/db/schema/email";
import { retiredTrackingIds } from "@/db/schema/privacy";
import { noteTicketChange } from "@/services/live/ticket-changes";
import { copiesOfContact } from "./copies-of-contact";
import { hashOf } from "./data-request-token";
import { erasedAddressOf, erasedName } from "./erased-identity";
import { ErasureMustWaitError, type ErasureWork } from "./erasure-work";
import { recountReplies, resetCopies } from "./reset-summaries";

const copiesAtOnce = 50;

type Copy = typeof emailDeliveries.$inferSelect;

/**
 * Takes the tracking off the next copies: their ids, so that a late or journalled event of them stores nothing, and what
 * was counted. Where several people share an id nobody can tell whose the events are: then the id goes for all of them.
 * With strength `contact` the address and the mail server's words about it go, too.
 */
export async function eraseCopies(work: ErasureWork, progress: string | null): Promise<string | null> {
  const { tx, contact, strength, erasureId } = work;
  const own = await copiesOfContact(tx, contact, Number(progress ?? 0), copiesAtOnce);
  const last = own.at(-1);
  if (last === undefined) return null;
  const copies = await lockWithSharers(tx, own);
  const tracked = copies.filter(({ trackingId }) => trackingId !== null);
  if (tracked.length > 0) {
    await retire(tx, erasureId, tracked);
    await resetCopies(
      tx,
      tracked.map(({ id }) => id),
    );
    await recountReplies(
      tx,
      tracked.flatMap(({ ticketReplyId }) => ticketReplyId ?? []),
    );
  }
  if (strength === "contact") {
    await anonymise(
      work,
      copies.filter(({ id }) => own.includes(id)),
    );
  }
  await noteTicketChange(tx, await ticketsOf(tx, copies));
  return String(last);
}

/** The copies and all that share an id with them, locked in the order of their ids as the event writer does. */
async function lockWithSharers(tx: Transaction, own: number[]): Promise<Copy[]> {
  const trackingIds = await tx
    .selectDistinct({ id: emailDeliveries.trackingId })
    .from(emailDeliveries)
    .where(and(inArray(emailDeliveries.id, own), isNotNull(emailDeliveries.trackingId)));
  const sharers =
    trackingIds.length === 0
      ? []
      : await tx
          .select({ id: emailDeliveries.id })
          .from(emailDeliveries)
          .where(
            inArray(
              emailDeliveries.trackingId,
              trackingIds.flatMap(({ id }) => id ?? []),
            ),
          );
  return tx
    .select()
    .from(emailDeliveries)
    .where(inArray(emailDeliveries.id, [...new Set([...own, ...sharers.map(({ id }) => id)])]))
    .orderBy(asc(emailDeliveries.id))
    .for("update");
}

/** Remembers the ids until the erasure is swept, and by their hash for good: links that name them go on working. */
async function retire(tx: Transaction, erasureId: number, copies: Copy[]) {
  // Events stand under the first copy that has their id, and the copies come in order.
  const firsts = new Map<string, Copy>();
  for (const copy of copies) if (!firsts.has(copy.trackingId ?? "")) firsts.set(copy.trackingId ?? "", copy);
  await tx
    .insert(retiredTrackingIds)
    .ignore()
    .values(
      [...firsts].map(([trackingId, { id, messageId }]) => ({
        ...{ trackingId, messageId, erasureId },
        deliveryId: id,
        idHash: hashOf(trackingId),
      })),
    );
}

async function anonymise({ tx, contact }: ErasureWork, copies: Copy[]) {
  const now = Date.now();
  const isBeingSent = ({ status, leaseUntil }: Copy) =>
    status === "sending" && leaseUntil !== null && leaseUntil.getTime() > now;
  if (copies.some(isBeingSent)) throw new ErasureMustWaitError("a mail to the contact is being sent");
  const ids = copies.map(({ id }) => id);
  await tx
    .update(emailDeliveries)
    .set({
      contactId: contact.id,
      email: erasedAddressOf(contact.id),
      name: erasedName,
      // What was not sent yet has nowhere to go.
      status: sql`IF(${emailDeliveries.status} IN ('queued', 'sending'), 'cancelled', ${emailDeliveries.status})`,
      nextAttemptAt: null,
      providerMessageId: null,
      renderedHtml: null,
      lastError: null,
    })
    .where(inArray(emailDeliveries.id, ids));
  await tx
    .update(emailDeliveryEvents)
    .set({ detail: null })
    .where(inArray(emailDeliveryEvents.deliveryId, ids));
}

async function ticketsOf(tx: Transaction, copies: Copy[]): Promise<number[]> {
  const rows = await tx
    .selectDistinct({ ticketId: emailMessages.ticketId })
    .from(emailMessages)
    .where(
      inArray(
        emailMessages.id,
        copies.map(({ messageId }) => messageId),
      ),
    );
  return rows.flatMap(({ ticketId }) => ticketId ?? []);
}
