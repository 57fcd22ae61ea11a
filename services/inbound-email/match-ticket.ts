import { and, eq, inArray, ne } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/db/connect";
import { emailDeliveries, emailMessages } from "@/db/schema/email";
import { ticketReplies, tickets } from "@/db/schema/tickets";
import { ticketOfReplyAddress } from "@/services/email-delivery/reply-address";
import { isKnownInTicket } from "./known-in-ticket";
import { type HeaderLine, headerValues } from "./mail-headers";
import { isUsableMessageId, messageIdsIn } from "./message-ids";

export type TicketMatch = { ticketId: number; by: "token" | "headers" | "subject" };

const mostReferences = 40;
const mostNumbers = 5;

/**
 * The ticket that a mail belongs to: by the token in an address it was sent to; by the mails of ours, or of the ticket's
 * contacts, that it answers; by `[#42]` in its subject, for who takes part in that ticket, unless somebody else may have written in their name.
 */
export async function matchTicket(
  tx: DatabaseOrTransaction,
  mail: { answers: readonly string[]; subject: string; destinations: string[] },
  sender: { email: string; isProven: boolean },
): Promise<TicketMatch | null> {
  for (const address of mail.destinations) {
    const ticketId = ticketOfReplyAddress(address);
    if (ticketId !== null && (await ticketExists(tx, ticketId))) return { ticketId, by: "token" };
  }
  const answered = await ticketOfReferences(tx, [...mail.answers]);
  if (answered !== null) return { ticketId: answered, by: "headers" };
  if (!sender.isProven) return null;
  for (const ticketId of numbersIn(mail.subject)) {
    if (await isKnownInTicket(tx, ticketId, sender.email)) return { ticketId, by: "subject" };
  }
  return null;
}

/** Each once. The sender's own helpdesk may have put its number before ours. */
function numbersIn(subject: string): number[] {
  const found = [...subject.matchAll(/\[#(\d{1,15})\]/g)].map(([, digits]) => Number(digits));
  return [...new Set(found)].slice(0, mostNumbers);
}

/** The Message-IDs of what a mail says it answers, the nearest first. Ids that tell nothing apart are left out. */
export function answeredIds(headers: readonly HeaderLine[]): string[] {
  const parents = headerValues(headers, "in-reply-to").flatMap(messageIdsIn);
  const chain = headerValues(headers, "references").flatMap(messageIdsIn).reverse();
  return [...new Set([...parents, ...chain].filter(isUsableMessageId))].slice(0, mostReferences);
}

async function ticketOfReferences(tx: DatabaseOrTransaction, ids: string[]): Promise<number | null> {
  if (ids.length === 0) return null;
  const [ours, providers, theirs] = await Promise.all([
    tx
      .select({ id: emailMessages.messageId, ticketId: emailMessages.ticketId })
      .from(emailMessages)
      .where(inArray(emailMessages.messageId, ids)),
    tx
      .select({ id: emailDeliveries.providerRfcMessageId, ticketId: emailMessages.ticketId })
      .from(emailDeliveries)
      .innerJoin(emailMessages, eq(emailMessages.id, emailDeliveries.messageId))
      .where(inArray(emailDeliveries.providerRfcMessageId, ids)),
    tx
      .selectDistinct({ id: ticketReplies.messageId, ticketId: ticketReplies.ticketId })
      .from(ticketReplies)
      .where(and(inArray(ticketReplies.messageId, ids), ne(ticketReplies.author, "system"))),
  ]);
  for (const id of ids) {
    const own = [...ours, ...providers].find((row) => row.id === id && row.ticketId !== null);
    if (own) return own.ticketId;
    // A contact's program may write one id into many mails: what several tickets know says nothing.
    const [only, ...others] = theirs.filter((row) => row.id === id);
    if (only && others.length === 0) return only.ticketId;
  }
  return null;
}

async function ticketExists(tx: DatabaseOrTransaction, ticketId: number): Promise<boolean> {
  const [ticket] = await tx.select({ id: tickets.id }).from(tickets).where(eq(tickets.id, ticketId));
  return ticket !== undefined;
}
