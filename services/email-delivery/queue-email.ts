import { and, asc, eq, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/connect";
import {
  type DeliveryStatus,
  emailDeliveries,
  emailDeliveryEvents,
  type RecipientRole,
} from "@/db/schema/email";
import { ticketReplies } from "@/db/schema/tickets";
import { preferencesPlaceholder } from "@/emails/tracking-notice";
import { InvalidInputError } from "@/services/errors";
import { insertCopies } from "./insert-copies";
import { insertMessage } from "./insert-message";
import { mailFrom } from "./mail-from";
import { planTracking } from "./plan-tracking";
import type { QueueEmailInput } from "./queue-email-input";
import { resolveRecipients } from "./resolve-recipients";
import { suppressionsOf } from "./suppressed-addresses";
import { sharesMessages, transportSettings } from "./transports/transport-settings";

export type QueuedEmail = {
  messageId: number;
  /** Without angle brackets. */
  rfcMessageId: string;
  /** The first tracked To recipient's id, or else anybody's; null when nothing is tracked. */
  trackingId: string | null;
  deliveries: {
    id: number;
    email: string;
    role: RecipientRole;
    trackingId: string | null;
    status: DeliveryStatus;
  }[];
  /** Until when nothing of it leaves; null when it is due now. */
  heldUntil: Date | null;
};

type Held = Pick<QueueEmailInput, "notBefore" | "holdSeconds">;
const isHeld = ({ notBefore, holdSeconds }: Held) => notBefore !== undefined || (holdSeconds ?? 0) > 0;

/**
 * Puts an e-mail into the outbox, in the caller's transaction: the message, one delivery per recipient with what it is
 * tracked with, and the reply's Message-ID and tracking id. Call `wakeDeliveryWorker()` after the commit. A copy to a
 * suppressed address fails here and now.
 * @throws {InvalidInputError} without recipients, or when an address is not one.
 */
export async function queueEmail(tx: Transaction, input: QueueEmailInput): Promise<QueuedEmail> {
  const sender = await mailFrom(tx);
  const needsContacts = input.track || (input.html ?? "").includes(preferencesPlaceholder);
  const recipients = await resolveRecipients(tx, input.recipients, { create: needsContacts });
  if (recipients.length === 0) throw new InvalidInputError("Name at least one recipient.", "recipients");

  const tracking = await planTracking(
    tx,
    input.track,
    recipients.map((recipient) => recipient.contactId),
    recipients.length > 1 && sharesMessages(await transportSettings(tx)),
  );
  const { messageId, rfcMessageId } = await insertMessage(tx, input, sender);
  const suppressions = await suppressionsOf(
    recipients.map((recipient) => recipient.email),
    tx,
  );
  await insertCopies(tx, input, messageId, recipients, tracking, suppressions);
  const rows = await tx
    .select({
      id: emailDeliveries.id,
      email: emailDeliveries.email,
      role: emailDeliveries.role,
      trackingId: emailDeliveries.trackingId,
      status: emailDeliveries.status,
      dueAt: emailDeliveries.nextAttemptAt,
      lastError: emailDeliveries.lastError,
    })
    .from(emailDeliveries)
    .where(eq(emailDeliveries.messageId, messageId))
    .orderBy(asc(emailDeliveries.id));
  await tx.insert(emailDeliveryEvents).values(
    rows.map(({ id, status, lastError }) => ({
      deliveryId: id,
      status: status === "failed" ? status : ("queued" as const),
      source: "portal",
      detail: lastError,
      occurredAt: new Date(),
    })),
  );
  const deliveries = rows.map(({ dueAt: _, lastError: __, ...delivery }) => delivery);
  const trackingId = firstTrackingId(deliveries);
  if (input.ticketReplyId) await noteOnReply(tx, input.ticketReplyId, rfcMessageId, trackingId);
  const heldUntil = isHeld(input) ? (rows.find(({ dueAt }) => dueAt !== null)?.dueAt ?? null) : null;
  return { messageId, rfcMessageId, trackingId, deliveries, heldUntil };
}

/** The reply keeps the first id it was sent under: a later mail about it does not replace the one that was tracked. */
async function noteOnReply(
  tx: Transaction,
  ticketReplyId: number,
  rfcMessageId: string,
  trackingId: string | null,
) {
  await tx
    .update(ticketReplies)
    .set({ messageId: rfcMessageId })
    .where(and(eq(ticketReplies.id, ticketReplyId), isNull(ticketReplies.messageId)));
  if (trackingId === null) return;
  await tx
    .update(ticketReplies)
    .set({ emailTrackingId: trackingId })
    .where(and(eq(ticketReplies.id, ticketReplyId), isNull(ticketReplies.emailTrackingId)));
}

function firstTrackingId(deliveries: QueuedEmail["deliveries"]): string | null {
  const tracked = deliveries.filter((delivery) => delivery.trackingId);
  return (tracked.find((delivery) => delivery.role === "to") ?? tracked[0])?.trackingId ?? null;
}
