import { createHash } from "node:crypto";
import { and, eq, ne } from "drizzle-orm";
import type { Transaction } from "@/db/connect";
import { emailDeliveries, emailDeliveryEvents, emailMessages } from "@/db/schema/email";
import { retiredTrackingIds } from "@/db/schema/privacy";
import { ticketReplies } from "@/db/schema/tickets";
import { findOrCreateContact } from "@/services/contacts/find-or-create-contact";
import { ConflictError } from "@/services/errors";
import { escapeRegExp } from "@/services/escape-regexp";
import { planTracking } from "./plan-tracking";

type Delivery = typeof emailDeliveries.$inferSelect;

/**
 * Makes a copy that failed another person's: their contact, their name or none, a tracking id of their own. Nothing of the
 * first recipient goes out with it. An id under which something may have arrived is retired: its links go on working, and
 * what is opened there is not the new recipient's doing.
 * @param email in lower case
 * @returns the new recipient's contact.
 * @throws {ConflictError} when somebody has read it, or when the address has a copy already.
 */
export async function readdressCopy(tx: Transaction, delivery: Delivery, email: string): Promise<number> {
  if (delivery.openedAt || delivery.readAt) {
    throw new ConflictError(
      "This email was opened by its recipient. Write a new reply to send it to another address.",
    );
  }
  await refuseSecondCopy(tx, delivery, email);
  const contact = await findOrCreateContact(tx, { email });
  const wanted = delivery.trackOpens || delivery.trackClicks;
  const [tracking] = await planTracking(tx, wanted, [contact.id], false);
  const trackingId = tracking?.trackingId ?? null;
  await tx
    .update(emailDeliveries)
    .set({
      email,
      name: contact.name,
      contactId: contact.id,
      trackingId,
      trackOpens: tracking?.trackOpens ?? false,
      trackClicks: tracking?.trackClicks ?? false,
      renderedHtml: null,
      providerMessageId: null,
      providerRfcMessageId: null,
    })
    .where(eq(emailDeliveries.id, delivery.id));
  if (delivery.trackingId) await replaceTrackingId(tx, delivery, delivery.trackingId, trackingId);
  await forgetAddress(tx, delivery);
  // Its HTML greets the first recipient by name; it is drawn anew.
  await tx
    .update(emailMessages)
    .set({ html: null, text: null })
    .where(and(eq(emailMessages.id, delivery.messageId), eq(emailMessages.kind, "acknowledgement")));
  return contact.id;
}

/** What servers said of the first recipient stays, without the address: the history is the new recipient's now. */
async function forgetAddress(tx: Transaction, { id, email }: Delivery) {
  const address = new RegExp(escapeRegExp(email), "gi");
  const events = await tx
    .select({ id: emailDeliveryEvents.id, detail: emailDeliveryEvents.detail })
    .from(emailDeliveryEvents)
    .where(eq(emailDeliveryEvents.deliveryId, id));
  for (const event of events) {
    const detail = event.detail?.replace(address, "[earlier address]").slice(0, 1000);
    if (detail !== undefined && detail !== event.detail)
      await tx.update(emailDeliveryEvents).set({ detail }).where(eq(emailDeliveryEvents.id, event.id));
  }
}

async function refuseSecondCopy(tx: Transaction, delivery: Delivery, email: string) {
  const [other] = await tx
    .select({ id: emailDeliveries.id })
    .from(emailDeliveries)
    .where(
      and(
        eq(emailDeliveries.messageId, delivery.messageId),
        eq(emailDeliveries.email, email),
        ne(emailDeliveries.id, delivery.id),
      ),
    )
    .limit(1);
  if (other) throw new ConflictError("This address has a copy of this email already.");
}

async function replaceTrackingId(tx: Transaction, delivery: Delivery, from: string, to: string | null) {
  const [sharer] = await tx
    .select({ id: emailDeliveries.id })
    .from(emailDeliveries)
    .where(eq(emailDeliveries.trackingId, from))
    .limit(1);
  // Others that left under it still have it: it stays theirs.
  if (sharer) return;
  const idHash = createHash("sha256").update(from).digest("hex");
  await tx.insert(retiredTrackingIds).ignore().values({ idHash, messageId: delivery.messageId });
  if (!delivery.ticketReplyId) return;
  await tx
    .update(ticketReplies)
    .set({ emailTrackingId: to })
    .where(and(eq(ticketReplies.id, delivery.ticketReplyId), eq(ticketReplies.emailTrackingId, from)));
}
