import { and, eq, isNull } from "drizzle-orm";
import { createElement, type ReactElement } from "react";
import { database } from "@/db/client";
import { users } from "@/db/schema/auth";
import { emailDeliveries, emailMessages } from "@/db/schema/email";
import { ticketReplies, tickets } from "@/db/schema/tickets";
import { renderMail } from "@/emails/render-mail";
import { TicketAcknowledgement } from "@/emails/ticket-acknowledgement";
import { TicketReply } from "@/emails/ticket-reply";
import { contentIdsIn } from "@/services/attachments/inline-images";
import { markNoTrack } from "@/services/email-tracking/injection/mark-no-track";
import { htmlToText } from "@/services/html/html-to-text";
import { sanitizeAgentHtml } from "@/services/html/sanitize-html";
import { quotedHistory } from "./quoted-history";
import { parseUntrackedUrls } from "./untracked-urls";

export type Message = typeof emailMessages.$inferSelect;

/**
 * The message with its HTML and text, which all copies share: what was given, or the kind's template. It is rendered once
 * and kept, so that a later attempt, or another recipient's copy, says the same.
 */
export async function renderMessage(message: Message): Promise<Message & { html: string }> {
  if (message.html !== null) return { ...message, html: message.html };
  const rendered = markNoTrack(
    await renderMail(await templateOf(message)),
    parseUntrackedUrls(message.untrackedUrls),
  );
  await database()
    .update(emailMessages)
    .set({ html: rendered, text: htmlToText(rendered) })
    .where(and(eq(emailMessages.id, message.id), isNull(emailMessages.html)));
  // Two copies may have been rendered at once: the first one that was kept holds.
  const [kept] = await database().select().from(emailMessages).where(eq(emailMessages.id, message.id));
  if (!kept?.html) throw new Error(`message ${message.id} has no HTML after it was rendered`);
  return { ...kept, html: kept.html };
}

async function templateOf(message: Message): Promise<ReactElement> {
  if (message.kind === "reply" && message.ticketReplyId) return replyTemplate(message, message.ticketReplyId);
  if (message.kind === "acknowledgement" && message.ticketId) {
    return acknowledgementTemplate(message, message.ticketId);
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
    bodyHtml: sanitizeAgentHtml(row.reply.bodyHtml, contentIdsIn(row.reply.bodyHtml)),
    signatureHtml: row.signatureHtml ? sanitizeAgentHtml(row.signatureHtml) : null,
    history: await quotedHistory(row.reply.ticketId, replyId),
    tracked: tracked.some((delivery) => delivery.trackingId !== null),
  });
}

async function acknowledgementTemplate(message: Message, ticketId: number): Promise<ReactElement> {
  const [ticket] = await database()
    .select({ subject: tickets.subject })
    .from(tickets)
    .where(eq(tickets.id, ticketId));
  if (!ticket) throw new Error(`ticket ${ticketId} is gone`);
  // Whoever it goes to now is greeted: its address may have been corrected since.
  const [recipient] = await database()
    .select({ name: emailDeliveries.name })
    .from(emailDeliveries)
    .where(eq(emailDeliveries.messageId, message.id));
  const messages = await quotedHistory(ticketId);
  return createElement(TicketAcknowledgement, {
    subject: ticket.subject,
    ticketNumber: ticketId,
    requesterName: recipient?.name ?? null,
    message: messages.at(-1) ?? null,
    tracked: false,
  });
}
