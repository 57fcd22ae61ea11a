import { and, eq } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/db/connect";
import { emailDeliveries, emailMessages } from "@/db/schema/email";
import { contacts, ticketParticipants, ticketReplies, tickets } from "@/db/schema/tickets";

/** Does an address belong in a ticket: its requester's, a participant's, or one that was mailed from it? Lower case. */
export async function isKnownInTicket(
  tx: DatabaseOrTransaction,
  ticketId: number,
  email: string,
): Promise<boolean> {
  const [requester] = await tx
    .select({ id: tickets.id })
    .from(tickets)
    .innerJoin(contacts, eq(contacts.id, tickets.requesterId))
    .where(and(eq(tickets.id, ticketId), eq(contacts.email, email)));
  if (requester) return true;
  const [participant] = await tx
    .select({ ticketId: ticketParticipants.ticketId })
    .from(ticketParticipants)
    .innerJoin(contacts, eq(contacts.id, ticketParticipants.contactId))
    .where(and(eq(ticketParticipants.ticketId, ticketId), eq(contacts.email, email)));
  if (participant) return true;
  // By the replies and not by the messages: those have no index on the ticket that is needed for nothing else.
  const [mailed] = await tx
    .select({ id: emailDeliveries.id })
    .from(ticketReplies)
    .innerJoin(emailMessages, eq(emailMessages.ticketReplyId, ticketReplies.id))
    .innerJoin(emailDeliveries, eq(emailDeliveries.messageId, emailMessages.id))
    .where(and(eq(ticketReplies.ticketId, ticketId), eq(emailDeliveries.email, email)))
    .limit(1);
  return mailed !== undefined;
}
