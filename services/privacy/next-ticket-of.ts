import { and, asc, eq, gt } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/db/connect";
import { emailDeliveries, emailMessages } from "@/db/schema/email";
import { inboundEmailAddresses, inboundEmails } from "@/db/schema/inbound";
import { ticketParticipants, ticketReplies, tickets } from "@/db/schema/tickets";

/**
 * The next ticket, by id, in which a contact asked, wrote, was written to, takes part, or was named by others' mail; null
 * after the last. Their copies must be tied to them.
 */
export async function nextTicketOf(
  tx: DatabaseOrTransaction,
  contact: { id: number; email: string },
  afterId: number,
): Promise<number | null> {
  const asked = await tx
    .select({ id: tickets.id })
    .from(tickets)
    .where(and(eq(tickets.requesterId, contact.id), gt(tickets.id, afterId)))
    .orderBy(asc(tickets.id))
    .limit(1);
  const wroteIn = await tx
    .select({ id: ticketReplies.ticketId })
    .from(ticketReplies)
    .where(and(eq(ticketReplies.authorContactId, contact.id), gt(ticketReplies.ticketId, afterId)))
    .orderBy(asc(ticketReplies.ticketId))
    .limit(1);
  const wasSent = await tx
    .select({ id: emailMessages.ticketId })
    .from(emailDeliveries)
    .innerJoin(emailMessages, eq(emailMessages.id, emailDeliveries.messageId))
    .where(and(eq(emailDeliveries.contactId, contact.id), gt(emailMessages.ticketId, afterId)))
    .orderBy(asc(emailMessages.ticketId))
    .limit(1);
  const takesPart = await tx
    .select({ id: ticketParticipants.ticketId })
    .from(ticketParticipants)
    .where(and(eq(ticketParticipants.contactId, contact.id), gt(ticketParticipants.ticketId, afterId)))
    .orderBy(asc(ticketParticipants.ticketId))
    .limit(1);
  const wasNamed = await tx
    .select({ id: inboundEmails.ticketId })
    .from(inboundEmailAddresses)
    .innerJoin(inboundEmails, eq(inboundEmails.id, inboundEmailAddresses.inboundEmailId))
    .where(and(eq(inboundEmailAddresses.address, contact.email), gt(inboundEmails.ticketId, afterId)))
    .orderBy(asc(inboundEmails.ticketId))
    .limit(1);
  const ids = [...asked, ...wroteIn, ...wasSent, ...takesPart, ...wasNamed].flatMap(({ id }) => id ?? []);
  return ids.length > 0 ? Math.min(...ids) : null;
}
