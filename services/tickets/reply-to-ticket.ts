import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/db/client";
import type { Transaction } from "@/db/connect";
import { users } from "@/db/schema/auth";
import { contacts, ticketReplies, tickets } from "@/db/schema/tickets";
import type { Actor } from "@/services/auth/actor";
import { findOrCreateContact } from "@/services/contacts/find-or-create-contact";
import { wakeDeliveryWorker } from "@/services/email-delivery/delivery-worker";
import { type QueuedEmail, queueEmail } from "@/services/email-delivery/queue-email";
import { threadingHeaders } from "@/services/email-delivery/threading-headers";
import { InvalidInputError, NotFoundError } from "@/services/errors";
import { htmlToText } from "@/services/html/html-to-text";
import { sanitizeAgentHtml } from "@/services/html/sanitize-html";
import { noteTicketChange, wakeLive } from "@/services/live/ticket-changes";

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
  internal: z.boolean().default(false),
});
export type ReplyInput = z.input<typeof replySchema>;

export type RepliedTicket = {
  replyId: number;
  /** The id of the first To recipient's copy; null when nothing is tracked. */
  emailTrackingId: string | null;
  recipients: QueuedEmail["deliveries"];
};

/**
 * Answers a ticket by e-mail, or writes an internal note that nobody is sent. The reply, its message and one delivery
 * per recipient are one transaction; the outbox sends what was committed.
 * @throws {NotFoundError}, {InvalidInputError} for an empty reply or an address that is none.
 */
export async function replyToTicket(actor: Actor, input: ReplyInput): Promise<RepliedTicket> {
  const reply = replySchema.parse(input);
  const result = await database().transaction(async (tx) => {
    const [ticket] = await tx.select().from(tickets).where(eq(tickets.id, reply.ticketId)).for("update");
    if (!ticket) throw new NotFoundError(`There is no ticket #${reply.ticketId}.`);
    const written = await writeReply(tx, actor, ticket, reply);
    await noteTicketChange(tx, [ticket.id]);
    return written;
  });
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
): Promise<RepliedTicket> {
  const bodyHtml = sanitizeAgentHtml(reply.html);
  const bodyText = htmlToText(bodyHtml);
  if (!bodyText && !bodyHtml.includes("<img")) throw new InvalidInputError("Write something first.", "html");
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
  if (reply.internal) {
    await touchTicket(tx, ticket.id, null);
    return { replyId, emailTrackingId: null, recipients: [] };
  }
  const queued = await queueEmail(tx, {
    kind: "reply",
    ticketId: ticket.id,
    ticketReplyId: replyId,
    subject: threading.isFirst ? ticket.subject : `Re: ${ticket.subject}`,
    fromName: await senderName(tx, actor),
    inReplyTo: threading.inReplyTo,
    references: threading.references,
    recipients: await chooseRecipients(tx, ticket.requesterId, reply),
    track: reply.track,
  });
  await touchTicket(tx, ticket.id, replyId);
  return { replyId, emailTrackingId: queued.trackingId, recipients: queued.deliveries };
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
