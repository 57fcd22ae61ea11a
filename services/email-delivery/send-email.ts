import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/db/client";
import type { Transaction } from "@/db/connect";
import { emailDeliveries } from "@/db/schema/email";
import { ticketReplies } from "@/db/schema/tickets";
import { InvalidInputError, NotFoundError, ServiceError } from "@/services/errors";
import { noteTicketChange, wakeLive } from "@/services/live/ticket-changes";
import { log } from "@/services/logging/log";
import { retryLockConflicts } from "@/services/retry-lock-conflicts";
import { type Delivery, type Lease, newLease } from "./claim-deliveries";
import { openBatch, runBatch } from "./delivery-batch";
import { wakeDeliveryWorker } from "./delivery-worker";
import { queueEmail } from "./queue-email";
import { activeTransport } from "./transports/active-transport";
import { transportState } from "./transports/pause-transport";
import { createTurns } from "./turns";

/** `enableTracking` without `ticketReplyId`: what is recorded would belong to nothing. Nothing was sent. */
export class TrackingRequiresReplyError extends ServiceError {
  override name = "TrackingRequiresReplyError";
  constructor() {
    super(
      "invalid",
      "Tracking an email needs the ticket reply it belongs to: give ticketReplyId.",
      "ticketReplyId",
    );
  }
}

export const sendEmailSchema = z.object({
  subject: z
    .string()
    .trim()
    .min(1, "Enter a subject.")
    .max(998, "A subject can have at most 998 characters."),
  recipients: z
    .array(z.string().max(320))
    .min(1, "Name at least one recipient.")
    .max(50, "An email can go to at most 50 people."),
  /** Sent as given, tracking aside; `{{tracking_preferences_url}}` in it is filled in. */
  htmlBody: z.string().min(1, "Enter a text.").max(2_000_000, "An email can have at most 2 MB of HTML."),
  enableTracking: z.boolean().default(false),
  ticketReplyId: z.number().int().positive().nullish(),
});

export type SentEmail = {
  /** The transport accepted every copy. */
  sent: boolean;
  eventMetadata: {
    /**
     * `queued`: the outbox goes on trying, do not send again. `failed`: it never will. `uncertain`: it may have been sent.
     * `partial`: some copies were accepted, the others will never be.
     */
    status: "sent" | "queued" | "failed" | "uncertain" | "partial";
    messageId: string;
    /** When the next attempt is due, for `queued`. */
    retryAt?: Date;
    recipients: {
      email: string;
      trackingId: string | null;
      status: Delivery["status"];
      /** The mail server's words. */
      error?: string;
    }[];
  };
};

/**
 * Sends an e-mail now, and waits for what the transport says of it.
 * @throws {TrackingRequiresReplyError}, {NotFoundError} for an unknown reply, {InvalidInputError} for what is malformed;
 * all of them before anything is sent.
 */
export async function sendEmail(input: z.input<typeof sendEmailSchema>): Promise<SentEmail> {
  const email = parse(input);
  if (email.enableTracking && !email.ticketReplyId) throw new TrackingRequiresReplyError();
  const lease = newLease();
  const queued = await retryLockConflicts(() =>
    database().transaction(async (tx) => {
      const ticketId = email.ticketReplyId ? await ticketOf(tx, email.ticketReplyId) : null;
      const result = await queueEmail(tx, {
        kind: "direct",
        ticketId,
        ticketReplyId: email.ticketReplyId ?? null,
        subject: email.subject,
        html: email.htmlBody,
        recipients: email.recipients.map((address) => ({ email: address, role: "to" })),
        track: email.enableTracking,
        lease,
      });
      if (ticketId) await noteTicketChange(tx, [ticketId]);
      return result;
    }),
  );
  wakeLive();
  try {
    await sendNow(await readCopies(queued.messageId), lease);
    return summarise(queued.rfcMessageId, await readCopies(queued.messageId));
  } catch (error) {
    // The outbox takes it up when the lease has run out. An error would have the caller send it a second time.
    log().error({ err: error, messageId: queued.messageId }, "a mail could not be sent at once");
    return summarise(queued.rfcMessageId, queued.deliveries);
  }
}

async function sendNow(copies: Delivery[], lease: Lease) {
  const transport = await activeTransport();
  const claimed = copies.filter(({ status }) => status === "sending");
  if (claimed.length === 0) return;
  const { batch, groups } = await openBatch(claimed, lease, transport);
  // Then it goes to the outbox, which has it once the transport sends again: one mail of the outbox goes ahead to find out.
  if ((await transportState(transport)) !== "open") batch.halt();
  await runBatch(batch, groups, createTurns(transport.concurrency));
  if (batch.isHalted()) wakeDeliveryWorker();
}

function parse(input: z.input<typeof sendEmailSchema>) {
  const result = sendEmailSchema.safeParse(input);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new InvalidInputError(issue?.message ?? "The email is not complete.", issue?.path.join("."));
}

/**
 * The ticket of a reply, whose row is locked until the transaction ends: it is written to once the message is there, and
 * two messages that refer to it (a shared lock each) would keep each other from that.
 */
async function ticketOf(tx: Transaction, replyId: number): Promise<number> {
  const [reply] = await tx
    .select({ ticketId: ticketReplies.ticketId, isInternal: ticketReplies.isInternal })
    .from(ticketReplies)
    .where(eq(ticketReplies.id, replyId))
    .for("update");
  if (!reply) throw new NotFoundError(`There is no ticket reply ${replyId}.`);
  if (reply.isInternal) {
    throw new InvalidInputError("Internal notes are never emailed and never tracked.", "ticketReplyId");
  }
  return reply.ticketId;
}

function readCopies(messageId: number): Promise<Delivery[]> {
  return database()
    .select()
    .from(emailDeliveries)
    .where(eq(emailDeliveries.messageId, messageId))
    .orderBy(asc(emailDeliveries.id));
}

type Copy = Pick<Delivery, "email" | "trackingId" | "status"> &
  Partial<Pick<Delivery, "nextAttemptAt" | "lastError">>;

function summarise(rfcMessageId: string, copies: Copy[]): SentEmail {
  const retryAt = copies
    .flatMap((copy) => (copy.status === "queued" ? (copy.nextAttemptAt ?? []) : []))
    .sort((a, b) => a.getTime() - b.getTime())[0];
  const status = overallStatus(copies.map((copy) => copy.status));
  return {
    sent: status === "sent",
    eventMetadata: {
      status,
      messageId: rfcMessageId,
      ...(retryAt ? { retryAt } : {}),
      recipients: copies.map((copy) => ({
        email: copy.email,
        trackingId: copy.trackingId,
        status: copy.status,
        ...(copy.lastError ? { error: copy.lastError } : {}),
      })),
    },
  };
}

function overallStatus(statuses: Delivery["status"][]): SentEmail["eventMetadata"]["status"] {
  const accepted = statuses.filter((status) => status === "sent" || status === "delivered").length;
  if (accepted === statuses.length) return "sent";
  if (statuses.some((status) => status === "queued" || status === "sending")) return "queued";
  if (statuses.includes("uncertain")) return "uncertain";
  return accepted > 0 ? "partial" : "failed";
}
