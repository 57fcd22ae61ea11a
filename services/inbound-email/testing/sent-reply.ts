import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveries, emailMessages } from "@/db/schema/email";
import { tickets } from "@/db/schema/tickets";
import { system } from "@/services/email-delivery/testing/outbox";
import { openTicket } from "@/services/tickets/open-ticket";
import { replyToTicket } from "@/services/tickets/reply-to-ticket";

/** A reply in a new ticket, to its requester and to somebody in copy. */
export async function replyInCopy(recipient: string, other: string) {
  const { ticketId } = await openTicket(system, {
    subject: "Printer",
    requester: { email: recipient },
    text: "It burns.",
  });
  const { replyId } = await replyToTicket(system, {
    ticketId,
    html: "<p>Water it.</p>",
    cc: [{ email: other }],
  });
  return { ticketId, replyId };
}

let people = 0;
/** A reply that was sent to a requester and to somebody in copy, in a ticket that is solved. */
export async function sentReply() {
  const n = ++people;
  const recipient = `reported${n}@example.org`;
  const other = `other${n}@example.org`;
  const { ticketId, replyId } = await replyInCopy(recipient, other);
  await database()
    .update(emailDeliveries)
    .set({ status: "sent", sentAt: new Date(), nextAttemptAt: null, handedOffAt: new Date() })
    .where(eq(emailDeliveries.ticketReplyId, replyId));
  await database().update(tickets).set({ status: "solved" }).where(eq(tickets.id, ticketId));
  const [message] = await database()
    .select()
    .from(emailMessages)
    .where(eq(emailMessages.ticketReplyId, replyId));
  const copies = await database()
    .select()
    .from(emailDeliveries)
    .where(eq(emailDeliveries.ticketReplyId, replyId));
  const idOf = (email: string) => copies.find((copy) => copy.email === email)?.id ?? 0;
  return {
    ...{ ticketId, replyId, recipient, other },
    message_id: message?.messageId ?? "",
    copyId: idOf(recipient),
    otherId: idOf(other),
    mark: `r${n}`,
  };
}
