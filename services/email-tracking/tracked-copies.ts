import { and, eq, inArray, isNull, or, sql } from "drizzle-orm";
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
      consent: contacts.trackingConsent,
      userId: users.id,
    })
    .from(emailDeliveries)
    .innerJoin(emailMessages, eq(emailMessages.id, emailDeliveries.messageId))
    // By address where the delivery names no contact: who opted out is left alone in programs' mail too.
    .leftJoin(
      contacts,
      or(
        eq(contacts.id, emailDeliveries.contactId),
        and(isNull(emailDeliveries.contactId), eq(contacts.email, recipient)),
      ),
    )
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
