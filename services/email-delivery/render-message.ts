import { and, desc, eq, isNull, lt } from "drizzle-orm";
import { createElement, type ReactElement } from "react";
import { database } from "@/db/client";
import { users } from "@/db/schema/auth";
import { emailDeliveries, emailMessages } from "@/db/schema/email";
import { contacts, ticketReplies, tickets } from "@/db/schema/tickets";
import type { HistoryItem } from "@/emails/conversation-history";
import { renderMail } from "@/emails/render-mail";
import { TicketAcknowledgement } from "@/emails/ticket-acknowledgement";
import { TicketReply } from "@/emails/ticket-reply";
import { sanitizeAgentHtml } from "@/services/html/sanitize-html";

export type Message = typeof emailMessages.$inferSelect;

const historyLength = 5;

/**
 * The message with its HTML, which all copies share: what was given, or the kind's template. It is rendered once and
 * kept, so that a later attempt, or another recipient's copy, says the same.
 */
export async function renderMessage(message: Message): Promise<Message & { html: string }> {
  if (message.html !== null) return { ...message, html: message.html };
  const rendered = await renderMail(await templateOf(message));
  await database()
    .update(emailMessages)
    .set({ html: rendered })
    .where(and(eq(emailMessages.id, message.id), isNull(emailMessages.html)));
  // Two copies may have been rendered at once: the first one that was kept holds.
  const [kept] = await database().select().from(emailMessages).where(eq(emailMessages.id, message.id));
  if (!kept?.html) throw new Error(`message ${message.id} has no HTML after it was rendered`);
  return { ...kept, html: kept.html };
}

async function templateOf(message: Message): Promise<ReactElement> {
  if (message.kind === "reply" && message.ticketReplyId) return replyTemplate(message, message.ticketReplyId);
  if (message.kind === "acknowledgement" && message.ticketId) {
    return acknowledgementTemplate(message.ticketId);
  }
  throw new Error(`message ${message.id} of kind ${message.kind} has neither HTML nor a template`);
}

async function replyTemplate(message: Message, replyId: number): Promise<ReactElement> {
  const [row] = await database()
    .select({ reply: ticketReplies, signatureHtml: users.signatureHtml })
    .from(ticketReplies)
    .leftJoin(users, eq(users.id, ticketReplies.authorUserId))
    .where(eq(ticketReplies.id, replyId));
  if (!row) throw new Error(`reply ${replyId} of message ${message.id} is gone`);
  const tracked = await database()
    .select({ trackingId: emailDeliveries.trackingId })
    .from(emailDeliveries)
    .where(eq(emailDeliveries.messageId, message.id));
  return createElement(TicketReply, {
    subject: message.subject,
    ticketNumber: row.reply.ticketId,
    bodyHtml: sanitizeAgentHtml(row.reply.bodyHtml),
    signatureHtml: row.signatureHtml ? sanitizeAgentHtml(row.signatureHtml) : null,
    history: await history(row.reply.ticketId, replyId),
    tracked: tracked.some((delivery) => delivery.trackingId !== null),
  });
}

async function acknowledgementTemplate(ticketId: number): Promise<ReactElement> {
  const [ticket] = await database()
    .select({ subject: tickets.subject, requesterName: contacts.name })
    .from(tickets)
    .innerJoin(contacts, eq(contacts.id, tickets.requesterId))
    .where(eq(tickets.id, ticketId));
  if (!ticket) throw new Error(`ticket ${ticketId} is gone`);
  const messages = await history(ticketId, Number.MAX_SAFE_INTEGER);
  return createElement(TicketAcknowledgement, {
    subject: ticket.subject,
    ticketNumber: ticketId,
    requesterName: ticket.requesterName,
    message: messages.at(-1) ?? null,
    tracked: false,
  });
}

/** What was said before a reply, newest first; internal notes never leave the house. */
async function history(ticketId: number, beforeReplyId: number): Promise<HistoryItem[]> {
  const rows = await database()
    .select({
      bodyHtml: ticketReplies.bodyHtml,
      createdAt: ticketReplies.createdAt,
      userName: users.name,
      contactName: contacts.name,
      contactEmail: contacts.email,
    })
    .from(ticketReplies)
    .leftJoin(users, eq(users.id, ticketReplies.authorUserId))
    .leftJoin(contacts, eq(contacts.id, ticketReplies.authorContactId))
    .where(
      and(
        eq(ticketReplies.ticketId, ticketId),
        eq(ticketReplies.isInternal, false),
        lt(ticketReplies.id, beforeReplyId),
      ),
    )
    .orderBy(desc(ticketReplies.id))
    .limit(historyLength);
  return rows.map((row) => ({
    authorName: row.userName ?? row.contactName ?? row.contactEmail ?? "Support",
    when: timeFormat.format(row.createdAt),
    // Without the sender's own colours and sizes: a quote is drawn in ours, in dark mode too.
    html: sanitizeAgentHtml(row.bodyHtml),
  }));
}

const timeFormat = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
  timeZoneName: "short",
});
