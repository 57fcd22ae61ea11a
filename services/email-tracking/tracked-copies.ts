import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/mysql-core";
import { database } from "@/db/client";
import { users } from "@/db/schema/auth";
import { emailDeliveries, emailMessages } from "@/db/schema/email";
import { contacts, type TrackingConsent } from "@/db/schema/tickets";

export type TrackedCopy = {
  deliveryId: number;
  messageId: number;
  ticketId: number | null;
  replyId: number | null;
  trackOpens: boolean;
  trackClicks: boolean;
  sentAt: Date | null;
  consent: TrackingConsent;
  /** The recipient is one of our own agents. */
  isAgent: boolean;
};

/** The copies of each tracking id: one, or several that a transport sent as one message. Unknown ids are absent. */
export async function readTrackedCopies(trackingIds: Iterable<string>): Promise<Map<string, TrackedCopy[]>> {
  const sameAddress = alias(contacts, "same_address");
  const recipient = sql`LOWER(${emailDeliveries.email})`;
  const rows = await database()
    .select({
      trackingId: emailDeliveries.trackingId,
      deliveryId: emailDeliveries.id,
      messageId: emailDeliveries.messageId,
      ticketId: emailMessages.ticketId,
      replyId: emailDeliveries.ticketReplyId,
      trackOpens: emailDeliveries.trackOpens,
      trackClicks: emailDeliveries.trackClicks,
      sentAt: emailDeliveries.sentAt,
      consent: sql<TrackingConsent | null>`COALESCE(${contacts.trackingConsent}, ${sameAddress.trackingConsent})`,
      userId: users.id,
    })
    .from(emailDeliveries)
    .innerJoin(emailMessages, eq(emailMessages.id, emailDeliveries.messageId))
    .leftJoin(contacts, eq(contacts.id, emailDeliveries.contactId))
    // By address where the delivery names no contact: who opted out is left alone in programs' mail too. A join of its
    // own, since one join on either condition would read all contacts for every event.
    .leftJoin(sameAddress, and(isNull(emailDeliveries.contactId), eq(sameAddress.email, recipient)))
    .leftJoin(users, eq(users.email, recipient))
    .where(inArray(emailDeliveries.trackingId, [...new Set(trackingIds)]));
  const copies = new Map<string, TrackedCopy[]>();
  for (const { trackingId, consent, userId, ...row } of rows) {
    if (trackingId === null) continue;
    const copy = { ...row, consent: consent ?? "unknown", isAgent: userId !== null };
    copies.set(trackingId, [...(copies.get(trackingId) ?? []), copy]);
  }
  return copies;
}
