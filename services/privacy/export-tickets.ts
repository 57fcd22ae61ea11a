import { asc, eq, inArray } from "drizzle-orm";
import { database } from "@/db/client";
import { users } from "@/db/schema/auth";
import { emailDeliveries } from "@/db/schema/email";
import { contacts, ticketReplies, tickets, ticketTags } from "@/db/schema/tickets";
import { attachmentsOfReply } from "@/services/attachments/attachments-of-reply";
import { parseAddressedTo } from "@/services/tickets/addressed-to";
import { nextTicketOf } from "./next-ticket-of";

type Person = { id: number; email: string };
type Reply = typeof ticketReplies.$inferSelect;

/**
 * The tickets that a contact has to do with, each with what was said in it.
 * @param audience for the contact themselves, without internal notes, and in others' tickets without what never reached
 * them: somebody who was copied in late has no claim to what was written before.
 */
export async function exportTickets(contact: Person, audience: "admin" | "contact") {
  const ids = await ticketsOf(contact);
  if (ids.length === 0) return [];
  const [rows, tags, replies, reached] = await Promise.all([
    database().select().from(tickets).where(inArray(tickets.id, ids)).orderBy(asc(tickets.id)),
    database().select().from(ticketTags).where(inArray(ticketTags.ticketId, ids)),
    database()
      .select({ reply: ticketReplies, agent: users.name, contact: contacts.name })
      .from(ticketReplies)
      .leftJoin(users, eq(users.id, ticketReplies.authorUserId))
      .leftJoin(contacts, eq(contacts.id, ticketReplies.authorContactId))
      .where(inArray(ticketReplies.ticketId, ids))
      .orderBy(asc(ticketReplies.id)),
    repliesSentTo(contact),
  ]);
  const files = await attachmentsOfReply(replies.map(({ reply }) => reply.id));
  const isShown = (reply: Reply, isRequester: boolean) =>
    audience === "admin" ||
    (!reply.isInternal && (isRequester || reached.has(reply.id) || isToOrFrom(reply, contact)));
  const exported = rows.map((ticket) => ({
    id: ticket.id,
    subject: ticket.subject,
    status: ticket.status,
    priority: ticket.priority,
    is_requester: ticket.requesterId === contact.id,
    tags: tags.filter(({ ticketId }) => ticketId === ticket.id).map(({ tag }) => tag),
    created_at: ticket.createdAt.toISOString(),
    last_activity_at: ticket.lastActivityAt.toISOString(),
    replies: replies
      .filter(
        ({ reply }) => reply.ticketId === ticket.id && isShown(reply, ticket.requesterId === contact.id),
      )
      .map(({ reply, agent, contact: author }) => ({
        id: reply.id,
        author: reply.author,
        author_name: agent ?? author,
        by_this_contact: reply.authorContactId === contact.id,
        addressed_to: reply.addressedTo === null ? null : parseAddressedTo(reply.addressedTo),
        is_internal: reply.isInternal,
        text: reply.bodyText,
        html: reply.bodyHtml,
        quoted_html: reply.quotedHtml,
        attachments: (files.get(reply.id) ?? []).map(({ filename, contentType, size }) => ({
          ...{ filename, size },
          content_type: contentType,
        })),
        created_at: reply.createdAt.toISOString(),
      })),
  }));
  // A ticket of which nothing reached them is somebody else's, its subject included.
  return exported.filter(
    ({ is_requester, replies }) => audience === "admin" || is_requester || replies.length > 0,
  );
}

async function ticketsOf(contact: Person): Promise<number[]> {
  const ids: number[] = [];
  for (let next = await nextTicketOf(database(), contact, 0); next !== null; ) {
    ids.push(next);
    next = await nextTicketOf(database(), contact, next);
  }
  return ids;
}

async function repliesSentTo({ id }: Person): Promise<Set<number>> {
  const copies = await database()
    .select({ replyId: emailDeliveries.ticketReplyId })
    .from(emailDeliveries)
    .where(eq(emailDeliveries.contactId, id));
  return new Set(copies.flatMap(({ replyId }) => replyId ?? []));
}

function isToOrFrom(reply: Reply, contact: Person): boolean {
  const { to, cc } = parseAddressedTo(reply.addressedTo);
  return (
    reply.authorContactId === contact.id ||
    [...to, ...cc].some(({ email }) => email.toLowerCase() === contact.email)
  );
}
