import { randomBytes } from "node:crypto";
import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Transaction } from "@/db/connect";
import {
  type DeliveryStatus,
  emailDeliveries,
  emailDeliveryEvents,
  emailMessages,
  type RecipientRole,
} from "@/db/schema/email";
import { ticketReplies } from "@/db/schema/tickets";
import { preferencesPlaceholder } from "@/emails/tracking-notice";
import { InvalidInputError } from "@/services/errors";
import { effectiveSettings } from "@/services/integration-modules/effective-settings";
import { currentRequestId } from "@/services/logging/request-context";
import type { Lease } from "./claim-deliveries";
import { mailFrom } from "./mail-from";
import { type CopyTracking, planTracking } from "./plan-tracking";
import { replyAddress } from "./reply-address";
import { type EmailRecipient, type ResolvedRecipient, resolveRecipients } from "./resolve-recipients";
import { type Suppression, suppressionsOf, suppressionWords } from "./suppressed-addresses";
import { threadingHeaders } from "./threading-headers";
import { sharesMessages, transportSettings } from "./transports/transport-settings";

export type QueueEmailInput = {
  kind: "reply" | "acknowledgement" | "direct";
  ticketId?: number | null;
  ticketReplyId?: number | null;
  subject: string;
  /** The agent's name; left out: the support address's own. */
  fromName?: string;
  /** Left out: the ticket's own reply address; null: none. */
  replyTo?: string | null;
  /** Left out: the ticket's chain as it is now. Message-IDs without angle brackets. */
  inReplyTo?: string | null;
  references?: string[];
  headers?: Record<string, string>;
  /** Null: the kind's template, rendered at the first attempt. */
  html?: string | null;
  text?: string | null;
  recipients: EmailRecipient[];
  /** Whether the sender wants it tracked; the module's settings and the contacts' consent decide. */
  track: boolean;
  /** When it may leave; left out: at once, or after the seconds of `holdSeconds`. */
  notBefore?: Date;
  holdSeconds?: number;
  /** The caller delivers it itself, under this lease, right after its commit. */
  lease?: Lease;
};

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
  const rfcMessageId = newMessageId(sender.email);
  const messageId = await insertMessage(tx, input, sender, rfcMessageId);
  const suppressions = await suppressionsOf(
    recipients.map((recipient) => recipient.email),
    tx,
  );
  await insertDeliveries(tx, input, messageId, recipients, tracking, suppressions);
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

async function insertMessage(
  tx: Transaction,
  input: QueueEmailInput,
  sender: { name: string; email: string },
  rfcMessageId: string,
): Promise<number> {
  const ticketId = input.ticketId ?? null;
  const thread =
    ticketId && input.inReplyTo === undefined
      ? await threadingHeaders(tx, ticketId)
      : { inReplyTo: input.inReplyTo ?? null, references: input.references ?? [] };
  const replyTo =
    input.replyTo === undefined && ticketId
      ? replyAddress(ticketId, sender.email, (await effectiveSettings("email", tx)).settings)
      : (input.replyTo ?? null);
  const [inserted] = await tx.insert(emailMessages).values({
    kind: input.kind,
    ticketId,
    ticketReplyId: input.ticketReplyId ?? null,
    // A header is one line: what a line break would start is not ours to send.
    subject: input.subject.replace(/[\r\n]+/g, " ").slice(0, 998),
    fromName: (input.fromName?.trim() || sender.name).replace(/[\r\n]+/g, " ").slice(0, 255),
    fromEmail: sender.email,
    replyTo,
    messageId: rfcMessageId,
    inReplyTo: thread.inReplyTo,
    references: thread.references.join(" ") || null,
    headers: { ...automaticHeaders[input.kind], ...input.headers },
    html: input.html ?? null,
    text: input.text ?? null,
    requestId: currentRequestId(),
  });
  return inserted.insertId;
}

/** RFC 3834: what a program wrote says so, so that no other program answers it. An agent's reply carries nothing. */
const automaticHeaders: Record<QueueEmailInput["kind"], Record<string, string>> = {
  reply: {},
  // X-Auto-Response-Suppress: the same for Exchange (MS-OXCMAIL 2.1.3.2.20).
  acknowledgement: { "Auto-Submitted": "auto-replied", "X-Auto-Response-Suppress": "All" },
  direct: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "OOF, AutoReply" },
};

async function insertDeliveries(
  tx: Transaction,
  input: QueueEmailInput,
  messageId: number,
  recipients: ResolvedRecipient[],
  tracking: CopyTracking[],
  suppressions: Map<string, Suppression>,
) {
  // By the database's clock, as the claims are.
  const due = input.notBefore ?? sql`UTC_TIMESTAMP(6) + INTERVAL ${input.holdSeconds ?? 0} SECOND`;
  const lease = input.lease
    ? {
        status: "sending" as const,
        leaseOwner: input.lease.owner,
        leaseUntil: sql`UTC_TIMESTAMP(6) + INTERVAL ${input.lease.seconds} SECOND`,
      }
    : {};
  await tx.insert(emailDeliveries).values(
    recipients.map((recipient, index) => ({
      ...lease,
      nextAttemptAt: due,
      ...suppressedCopy(suppressions.get(recipient.email)),
      messageId,
      ticketReplyId: input.ticketReplyId ?? null,
      contactId: recipient.contactId,
      email: recipient.email,
      name: recipient.name,
      role: recipient.role,
      trackingId: tracking[index]?.trackingId ?? null,
      trackOpens: tracking[index]?.trackOpens ?? false,
      trackClicks: tracking[index]?.trackClicks ?? false,
    })),
  );
}

/** What a copy to an address that gets no mail starts and ends as. */
function suppressedCopy(suppression: Suppression | undefined) {
  if (!suppression) return {};
  return {
    status: "failed" as const,
    failure: "suppressed" as const,
    lastError: suppressionWords(suppression),
    nextAttemptAt: null,
    leaseOwner: null,
    leaseUntil: null,
  };
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

/** Globally unique (RFC 5322, 3.6.4), in the sender's domain as spam filters expect. */
function newMessageId(senderAddress: string): string {
  const domain = senderAddress.slice(senderAddress.lastIndexOf("@") + 1);
  return `${Date.now().toString(36)}.${randomBytes(16).toString("hex")}@${domain}`;
}
