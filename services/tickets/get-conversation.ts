import { and, asc, desc, eq, ne } from "drizzle-orm";
import { database } from "@/db/client";
import { users } from "@/db/schema/auth";
import { emailDeliveries } from "@/db/schema/email";
import { contacts, ticketReplies, tickets } from "@/db/schema/tickets";
import { type AttachmentView, attachmentsOfReply } from "@/services/attachments/attachments-of-reply";
import { NotFoundError } from "@/services/errors";
import { findTicket, type TicketListItem } from "./list-tickets";
import { getReplyEmails, type ReplyEmail } from "./reply-emails";

export type Address = { email: string; name?: string | null };

export type ConversationReply = {
  id: number;
  author: { kind: "agent" | "contact" | "system"; name: string; email: string | null };
  isInternal: boolean;
  /** Sanitised. A contact's is shown in the sandboxed frame only. */
  bodyHtml: string;
  bodyText: string;
  /** Images that are shown in the text are among them. */
  attachments: AttachmentView[];
  createdAt: Date;
  /** Null for notes and for what contacts wrote. */
  email: ReplyEmail | null;
};

export type ConversationView = {
  ticket: TicketListItem & { requesterConsent: "unknown" | "consented" | "opted_out" };
  /** Oldest first. */
  replies: ConversationReply[];
  otherTickets: { id: number; subject: string; status: (typeof tickets.$inferSelect)["status"] }[];
  /** Whom a reply goes to unless the agent changes it: the requester, and who was in the last message's copy. */
  defaultRecipients: { to: Address[]; cc: Address[] };
};

/**
 * A ticket with all that was said in it.
 * @throws {NotFoundError}
 */
export async function getConversation(ticketId: number): Promise<ConversationView> {
  const ticket = await findTicket(ticketId);
  if (!ticket) throw new NotFoundError(`There is no ticket #${ticketId}.`);
  const [rows, emails, otherTickets, [requester]] = await Promise.all([
    selectReplies(ticketId),
    getReplyEmails(ticketId),
    database()
      .select({ id: tickets.id, subject: tickets.subject, status: tickets.status })
      .from(tickets)
      .where(and(eq(tickets.requesterId, ticket.requester.id), ne(tickets.id, ticketId)))
      .orderBy(desc(tickets.lastActivityAt))
      .limit(10),
    database()
      .select({ consent: contacts.trackingConsent })
      .from(contacts)
      .where(eq(contacts.id, ticket.requester.id)),
  ]);
  const files = await attachmentsOfReply(rows.map(({ id }) => id));
  const replies = rows.map(
    ({ authorKind, userName, userEmail, contactName, contactEmail, ...row }): ConversationReply => ({
      ...row,
      attachments: files.get(row.id) ?? [],
      author: {
        kind: authorKind,
        name: userName ?? contactName ?? contactEmail ?? (authorKind === "agent" ? "API" : "MyPortal"),
        email: userEmail ?? contactEmail,
      },
      email: emails.get(row.id) ?? null,
    }),
  );
  return {
    ticket: { ...ticket, requesterConsent: requester?.consent ?? "unknown" },
    replies,
    otherTickets,
    defaultRecipients: {
      to: [{ email: ticket.requester.email, name: ticket.requester.name }],
      cc: await lastCopied(ticketId, ticket.requester.email),
    },
  };
}

function selectReplies(ticketId: number) {
  return database()
    .select({
      id: ticketReplies.id,
      authorKind: ticketReplies.author,
      userName: users.name,
      userEmail: users.email,
      contactName: contacts.name,
      contactEmail: contacts.email,
      isInternal: ticketReplies.isInternal,
      bodyHtml: ticketReplies.bodyHtml,
      bodyText: ticketReplies.bodyText,
      createdAt: ticketReplies.createdAt,
    })
    .from(ticketReplies)
    .leftJoin(users, eq(users.id, ticketReplies.authorUserId))
    .leftJoin(contacts, eq(contacts.id, ticketReplies.authorContactId))
    .where(eq(ticketReplies.ticketId, ticketId))
    .orderBy(asc(ticketReplies.id));
}

/** The To and Cc of the last e-mail that went out, without the requester. Bcc is nobody else's business. */
async function lastCopied(ticketId: number, requesterEmail: string): Promise<Address[]> {
  const [last] = await database()
    .select({ messageId: emailDeliveries.messageId })
    .from(ticketReplies)
    .innerJoin(emailDeliveries, eq(emailDeliveries.ticketReplyId, ticketReplies.id))
    .where(eq(ticketReplies.ticketId, ticketId))
    .orderBy(desc(ticketReplies.id))
    .limit(1);
  if (!last) return [];
  return database()
    .select({ email: emailDeliveries.email, name: emailDeliveries.name })
    .from(emailDeliveries)
    .where(
      and(
        eq(emailDeliveries.messageId, last.messageId),
        ne(emailDeliveries.role, "bcc"),
        ne(emailDeliveries.email, requesterEmail),
      ),
    )
    .orderBy(asc(emailDeliveries.id));
}
