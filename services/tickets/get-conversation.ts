import { and, asc, desc, eq, ne } from "drizzle-orm";
import { database } from "@/db/client";
import { users } from "@/db/schema/auth";
import { contacts, ticketReplies, tickets } from "@/db/schema/tickets";
import { type AttachmentView, attachmentsOfReply } from "@/services/attachments/attachments-of-reply";
import { NotFoundError } from "@/services/errors";
import { type Address, defaultRecipients, participantsOf, type Recipients } from "./default-recipients";
import { findTicket, type TicketListItem } from "./list-tickets";
import { getReplyEmails, type ReplyEmail } from "./reply-emails";
import { parseSenderChecks, type SenderChecks } from "./sender-checks";

export type { Address };

export type ConversationReply = {
  id: number;
  author: { kind: "agent" | "contact" | "system"; name: string; email: string | null };
  isInternal: boolean;
  /** Sanitised. A contact's is shown in the sandboxed frame only. */
  bodyHtml: string;
  bodyText: string;
  /** Images that are shown in the text are among them. */
  attachments: AttachmentView[];
  /** What is odd about who sent it; null when nothing is. */
  senderChecks: SenderChecks | null;
  createdAt: Date;
  /** Null for notes and for what contacts wrote. */
  email: ReplyEmail | null;
};

export type ConversationView = {
  ticket: TicketListItem & { requesterConsent: "unknown" | "consented" | "opted_out" };
  /** Oldest first. */
  replies: ConversationReply[];
  otherTickets: { id: number; subject: string; status: (typeof tickets.$inferSelect)["status"] }[];
  /** Who takes part beside the requester. */
  participants: { email: string; name: string | null }[];
  /** Whom a reply goes to unless the agent changes it. */
  defaultRecipients: Recipients;
};

/**
 * A ticket with all that was said in it.
 * @throws {NotFoundError}
 */
export async function getConversation(ticketId: number): Promise<ConversationView> {
  const ticket = await findTicket(ticketId);
  if (!ticket) throw new NotFoundError(`There is no ticket #${ticketId}.`);
  const [rows, emails, otherTickets, [requester], participants] = await Promise.all([
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
    participantsOf(ticketId),
  ]);
  const files = await attachmentsOfReply(rows.map(({ id }) => id));
  const replies = rows.map(
    ({ authorKind, userName, userEmail, contactName, contactEmail, ...row }): ConversationReply => ({
      ...row,
      attachments: files.get(row.id) ?? [],
      senderChecks: parseSenderChecks(row.senderChecks),
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
    participants,
    defaultRecipients: await defaultRecipients(
      ticketId,
      { email: ticket.requester.email, name: ticket.requester.name },
      participants,
    ),
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
      senderChecks: ticketReplies.senderChecks,
      createdAt: ticketReplies.createdAt,
    })
    .from(ticketReplies)
    .leftJoin(users, eq(users.id, ticketReplies.authorUserId))
    .leftJoin(contacts, eq(contacts.id, ticketReplies.authorContactId))
    .where(eq(ticketReplies.ticketId, ticketId))
    .orderBy(asc(ticketReplies.id));
}
