import { eq } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/db/client";
import type { Transaction } from "@/db/connect";
import { ticketPriorities, ticketReplies, tickets } from "@/db/schema/tickets";
import type { Actor } from "@/services/auth/actor";
import { userIdSchema } from "@/services/auth/user-id";
import { findOrCreateContact } from "@/services/contacts/find-or-create-contact";
import { wakeDeliveryWorker } from "@/services/email-delivery/delivery-worker";
import { queueAcknowledgement } from "@/services/email-delivery/queue-acknowledgement";
import { InvalidInputError } from "@/services/errors";
import { htmlToText } from "@/services/html/html-to-text";
import { sanitizeContactHtml } from "@/services/html/sanitize-html";
import { textToHtml } from "@/services/html/text-to-html";
import { noteTicketChange, wakeLive } from "@/services/live/ticket-changes";
import { retryLockConflicts } from "@/services/retry-lock-conflicts";
import { addTags } from "./add-tags";
import { replySchema, writeReply } from "./reply-to-ticket";

export const tagsSchema = z.array(z.string().trim().toLowerCase().min(1).max(64)).max(20, "At most 20 tags.");

export const openTicketSchema = z.object({
  subject: z
    .string()
    .trim()
    .min(1, "Enter a subject.")
    .max(500, "A subject can have at most 500 characters."),
  requester: z.object({ email: z.string().max(320), name: z.string().max(255).nullish() }),
  html: z.string().max(2_000_000).optional(),
  text: z.string().max(2_000_000).optional(),
  priority: z.enum(ticketPriorities).default("normal"),
  tags: tagsSchema.default([]),
  assigneeId: userIdSchema.nullish(),
  /** Sends the requester a note that the ticket was opened. */
  acknowledge: z.boolean().default(false),
  /** The first message is the agent's, and is emailed to the requester. */
  fromAgent: z.boolean().default(false),
  track: z.boolean().default(true),
  untracked: replySchema.shape.untracked,
  /** Files of an agent's first mail. */
  attachmentIds: replySchema.shape.attachmentIds,
  /** Keeps an agent's first mail back, as a reply's. */
  hold: replySchema.shape.hold,
});

export type OpenedTicket = {
  ticketId: number;
  replyId: number;
  /** Until when an agent's first mail can be withdrawn; null when it leaves at once, and for a contact's message. */
  heldUntil: Date | null;
};

/**
 * Opens a ticket: with what a contact wrote, or with an agent's first mail to a contact.
 * @throws {InvalidInputError} without a text, or when the address is none.
 */
export async function openTicket(
  actor: Actor,
  input: z.input<typeof openTicketSchema>,
): Promise<OpenedTicket> {
  const opening = openTicketSchema.parse(input);
  const html = opening.html ?? textToHtml(opening.text ?? "");
  const result = await retryLockConflicts(() =>
    database().transaction(async (tx) => {
      const requester = await findOrCreateContact(tx, opening.requester);
      const ticket = await insertTicket(tx, opening, requester.id);
      const { track, untracked, attachmentIds, hold } = opening;
      const mail = { ticketId: ticket.id, html, track, untracked, attachmentIds, hold };
      const { replyId, heldUntil } = opening.fromAgent
        ? await writeReply(tx, actor, ticket, replySchema.parse(mail))
        : { replyId: await insertContactMessage(tx, ticket.id, requester.id, html), heldUntil: null };
      if (opening.acknowledge && !opening.fromAgent) {
        await queueAcknowledgement(tx, { ticketId: ticket.id, subject: ticket.subject, requester });
      }
      await noteTicketChange(tx, [ticket.id]);
      return { ticketId: ticket.id, replyId, heldUntil };
    }),
  );
  wakeDeliveryWorker();
  wakeLive();
  return result;
}

async function insertTicket(
  tx: Transaction,
  opening: z.output<typeof openTicketSchema>,
  requesterId: number,
) {
  const [inserted] = await tx
    .insert(tickets)
    .values({
      subject: opening.subject,
      priority: opening.priority,
      requesterId,
      assigneeId: opening.assigneeId ?? null,
      lastActivityAt: new Date(),
    })
    .$returningId();
  if (!inserted) throw new Error("the database returned no id for the new ticket");
  await addTags(tx, inserted.id, opening.tags);
  const [ticket] = await tx.select().from(tickets).where(eq(tickets.id, inserted.id)).for("update");
  if (!ticket) throw new Error("a ticket that was just opened cannot be read");
  return ticket;
}

async function insertContactMessage(
  tx: Transaction,
  ticketId: number,
  authorContactId: number,
  html: string,
) {
  const bodyHtml = sanitizeContactHtml(html);
  const bodyText = htmlToText(bodyHtml);
  if (!bodyText && !bodyHtml.includes("<img")) throw new InvalidInputError("Write something first.", "html");
  const [inserted] = await tx
    .insert(ticketReplies)
    .values({ ticketId, author: "contact", authorContactId, bodyHtml, bodyText })
    .$returningId();
  if (!inserted) throw new Error("the database returned no id for the new message");
  return inserted.id;
}
