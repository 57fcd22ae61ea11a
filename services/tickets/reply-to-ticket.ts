import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/db/client";
import type { Transaction } from "@/db/connect";
import { users } from "@/db/schema/auth";
import { contacts, ticketReplies, tickets } from "@/db/schema/tickets";
import { giveFilesTo, takeFiles } from "@/services/attachments/claim-attachments";
import type { NewAttachment } from "@/services/attachments/insert-attachment";
import type { Actor } from "@/services/auth/actor";
import { findOrCreateContact } from "@/services/contacts/find-or-create-contact";
import { answerSubject } from "@/services/email-delivery/answer-subject";
import { wakeDeliveryWorker } from "@/services/email-delivery/delivery-worker";
import { type QueuedEmail, queueEmail } from "@/services/email-delivery/queue-email";
import { threadingHeaders } from "@/services/email-delivery/threading-headers";
import { untrackedUrlsSchema } from "@/services/email-delivery/untracked-urls";
import { markNoTrack } from "@/services/email-tracking/injection/mark-no-track";
import { InvalidInputError, NotFoundError } from "@/services/errors";
import { htmlToText } from "@/services/html/html-to-text";
import { sanitizeAgentHtml } from "@/services/html/sanitize-html";
import { effectiveSettings } from "@/services/integration-modules/effective-settings";
import { noteTicketChange, wakeLive } from "@/services/live/ticket-changes";
import { retryLockConflicts } from "@/services/retry-lock-conflicts";

const addressSchema = z.object({ email: z.string().max(320), name: z.string().max(255).nullish() });
const addresses = z.array(addressSchema).max(50, "A reply can go to at most 50 people.");

export const replySchema = z.object({
  ticketId: z.number().int().positive(),
  html: z.string().max(2_000_000, "A reply can have at most 2 MB of text."),
  /** Unset: the requester. */
  to: addresses.optional(),
  cc: addresses.optional(),
  bcc: addresses.optional(),
  track: z.boolean().default(true),
  /** Links that are not tracked, wherever the mail has them. */
  untracked: untrackedUrlsSchema.default([]),
  internal: z.boolean().default(false),
  /** Uploads of the actor's own that become the reply's files. */
  attachmentIds: z
    .array(z.number().int().positive())
    .max(100, "A reply can have at most 100 files.")
    .default([]),
  /**
   * Keeps it back: `undo` for the seconds of the setting, in which it can be withdrawn, or until a time ("Send later").
   * Left out, as programs do: it leaves at once.
   */
  hold: z.union([z.literal("undo"), z.date()]).optional(),
});
export type ReplyInput = z.input<typeof replySchema>;

export type RepliedTicket = {
  replyId: number;
  /** The id of the first To recipient's copy; null when nothing is tracked. */
  emailTrackingId: string | null;
  recipients: QueuedEmail["deliveries"];
  /** Until when it can be withdrawn as a whole; null when it leaves at once. */
  heldUntil: Date | null;
};

/**
 * Answers a ticket by e-mail, or writes an internal note that nobody is sent. The reply, its message and one delivery
 * per recipient are one transaction; the outbox sends what was committed.
 * @param added files whose content is stored already, beside the uploads that the input names
 * @throws {NotFoundError}, {InvalidInputError} for an empty reply, an address that is none or a file that is not there;
 * {ServiceError} `too_large` for too much of files.
 */
export async function replyToTicket(
  actor: Actor,
  input: ReplyInput,
  added: NewAttachment[] = [],
): Promise<RepliedTicket> {
  const reply = replySchema.parse(input);
  // Two replies that make the same new contacts, in another order, deadlock.
  const result = await retryLockConflicts(() =>
    database().transaction(async (tx) => {
      const [ticket] = await tx.select().from(tickets).where(eq(tickets.id, reply.ticketId)).for("update");
      if (!ticket) throw new NotFoundError(`There is no ticket #${reply.ticketId}.`);
      const written = await writeReply(tx, actor, ticket, reply, added);
      await noteTicketChange(tx, [ticket.id]);
      return written;
    }),
  );
  wakeDeliveryWorker();
  wakeLive();
  return result;
}

/** Writes a reply into the caller's transaction, in which the ticket's row is locked. */
export async function writeReply(
  tx: Transaction,
  actor: Actor,
  ticket: typeof tickets.$inferSelect,
  reply: z.output<typeof replySchema>,
  added: NewAttachment[] = [],
): Promise<RepliedTicket> {
  const files = await takeFiles(tx, actor, reply.attachmentIds, added);
  // Marked in the reply itself, so that it stays so wherever the reply is quoted.
  const bodyHtml = sanitizeAgentHtml(markNoTrack(reply.html, reply.untracked), files.contentIds);
  const bodyText = htmlToText(bodyHtml);
  // An image that is not in the text any more is not sent.
  const hasFiles = files.added.length > 0 || files.uploads.some(({ isInline }) => !isInline);
  if (!bodyText && !bodyHtml.includes("<img") && !hasFiles) {
    throw new InvalidInputError("Write something first.", "html");
  }
  const threading = await threadingHeaders(tx, ticket.id);
  const [inserted] = await tx
    .insert(ticketReplies)
    .values({
      ticketId: ticket.id,
      author: actor.kind === "system" ? "system" : "agent",
      authorUserId: actor.kind === "user" ? actor.userId : null,
      isInternal: reply.internal,
      bodyHtml,
      bodyText,
    })
    .$returningId();
  if (!inserted) throw new Error("the database returned no id for the new reply");
  const replyId = inserted.id;
  await giveFilesTo(tx, replyId, files, bodyHtml);
  if (reply.internal) {
    await touchTicket(tx, ticket.id, null);
    return { replyId, emailTrackingId: null, recipients: [], heldUntil: null };
  }
  const queued = await queueEmail(tx, {
    kind: "reply",
    ticketId: ticket.id,
    ticketReplyId: replyId,
    subject: threading.isFirst ? ticket.subject : answerSubject(ticket.subject),
    fromName: await senderName(tx, actor),
    inReplyTo: threading.inReplyTo,
    references: threading.references,
    recipients: await chooseRecipients(tx, ticket.requesterId, reply),
    ...{ track: reply.track, untracked: reply.untracked },
    ...(await holdOf(tx, reply.hold)),
  });
  await touchTicket(tx, ticket.id, replyId);
  const { trackingId, deliveries, heldUntil } = queued;
  return { replyId, emailTrackingId: trackingId, recipients: deliveries, heldUntil };
}

const yearMs = 366 * 24 * 3_600_000;

async function holdOf(
  tx: Transaction,
  hold: ReplyInput["hold"],
): Promise<{ notBefore?: Date; holdSeconds?: number }> {
  if (hold === undefined) return {};
  if (hold === "undo") {
    const { settings } = await effectiveSettings("email", tx);
    return { holdSeconds: settings.undo_seconds };
  }
  const wait = hold.getTime() - Date.now();
  if (wait <= 0) throw new InvalidInputError("Choose a time that is still to come.", "hold");
  if (wait > yearMs) throw new InvalidInputError("Choose a time within a year.", "hold");
  return { notBefore: hold };
}

async function touchTicket(tx: Transaction, ticketId: number, emailedReplyId: number | null) {
  await tx
    .update(tickets)
    .set({
      lastActivityAt: sql`UTC_TIMESTAMP(6)`,
      ...(emailedReplyId === null ? {} : { lastAgentReplyId: emailedReplyId }),
    })
    .where(eq(tickets.id, ticketId));
}

/** The agent's name beside the support address; a program writes under the support address's own name. */
async function senderName(tx: Transaction, actor: Actor): Promise<string | undefined> {
  if (actor.kind !== "user") return undefined;
  const [user] = await tx.select({ name: users.name }).from(users).where(eq(users.id, actor.userId));
  return user?.name ?? actor.name;
}

/** Each address once, in the first role it was named for; the contacts are made as needed. */
async function chooseRecipients(tx: Transaction, requesterId: number, reply: z.output<typeof replySchema>) {
  const to = reply.to?.length ? reply.to : await requesterAddress(tx, requesterId);
  const recipients: Parameters<typeof queueEmail>[1]["recipients"] = [];
  for (const [role, list] of [
    ["to", to],
    ["cc", reply.cc ?? []],
    ["bcc", reply.bcc ?? []],
  ] as const) {
    for (const address of list) {
      const contact = await findOrCreateContact(tx, address);
      if (recipients.some((recipient) => recipient.email === contact.email)) continue;
      recipients.push({
        email: contact.email,
        name: address.name ?? contact.name,
        role,
        contactId: contact.id,
      });
    }
  }
  return recipients;
}

async function requesterAddress(tx: Transaction, requesterId: number) {
  const [requester] = await tx.select().from(contacts).where(eq(contacts.id, requesterId));
  if (!requester) throw new Error(`ticket without its requester ${requesterId}`);
  return [{ email: requester.email, name: requester.name }];
}
