import { and, asc, eq, gt } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/db/connect";
import { emailDeliveries, emailMessages } from "@/db/schema/email";
import { ticketReplies, tickets } from "@/db/schema/tickets";

/**
 * The next ticket, by id, in which a contact asked, wrote or was written to; null after the last. Their copies must be
 * tied to them.
 */
export async function nextTicketOf(
  tx: DatabaseOrTransaction,
  contact: { id: number },
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
  const ids = [...asked, ...wroteIn, ...wasSent].flatMap(({ id }) => id ?? []);
  return ids.length > 0 ? Math.min(...ids) : null;
}
