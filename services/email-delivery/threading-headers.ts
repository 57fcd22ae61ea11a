import { and, asc, eq, isNotNull } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/db/connect";
import { emailDeliveries, emailMessages } from "@/db/schema/email";
import { ticketReplies } from "@/db/schema/tickets";

// Long threads: the first message anchors the thread, the newest ones carry it (RFC 5322, 3.6.4, allows trimming).
const newestKept = 19;

export type Threading = {
  /** The Message-ID of the last message, as its recipients have it; null when there is none. */
  inReplyTo: string | null;
  /** Those of the whole chain, oldest first. */
  references: string[];
  /** Nothing was said in this ticket before. */
  isFirst: boolean;
};

/**
 * What ties a new mail to the conversation so far, for mail clients; ids without angle brackets. Ask before the new
 * reply is written. Our acknowledgements count: for a ticket that did not come by mail, one may be all the contact has. A
 * mail of ours whose Message-ID the provider replaced is named by both: its recipients know only the provider's.
 */
export async function threadingHeaders(tx: DatabaseOrTransaction, ticketId: number): Promise<Threading> {
  const replies = await tx
    .select({ messageId: ticketReplies.messageId, createdAt: ticketReplies.createdAt })
    .from(ticketReplies)
    .where(and(eq(ticketReplies.ticketId, ticketId), eq(ticketReplies.isInternal, false)))
    .orderBy(ticketReplies.id);
  const acknowledgements = await tx
    .select({ messageId: emailMessages.messageId, createdAt: emailMessages.createdAt })
    .from(emailMessages)
    .where(and(eq(emailMessages.ticketId, ticketId), eq(emailMessages.kind, "acknowledgement")))
    .orderBy(emailMessages.id);
  const replaced = await replacedIds(tx, ticketId);
  const chain = [...replies, ...acknowledgements]
    .sort((a, b) => a.createdAt.getTime() - b.createdAt.getTime())
    .flatMap(({ messageId }) => (messageId ? [messageId, ...(replaced.get(messageId) ?? [])] : []));
  const references =
    chain.length > newestKept + 1 ? [...chain.slice(0, 1), ...chain.slice(-newestKept)] : chain;
  return { inReplyTo: chain.at(-1) ?? null, references, isFirst: replies.length === 0 };
}

/** By our own Message-ID: those that the provider put in its place, one for each mail that left. */
async function replacedIds(tx: DatabaseOrTransaction, ticketId: number): Promise<Map<string, Set<string>>> {
  const rows = await tx
    .select({ own: emailMessages.messageId, given: emailDeliveries.providerRfcMessageId })
    .from(emailMessages)
    .innerJoin(emailDeliveries, eq(emailDeliveries.messageId, emailMessages.id))
    .where(and(eq(emailMessages.ticketId, ticketId), isNotNull(emailDeliveries.providerRfcMessageId)))
    .orderBy(asc(emailDeliveries.id));
  const replaced = new Map<string, Set<string>>();
  for (const { own, given } of rows) {
    if (given) replaced.set(own, (replaced.get(own) ?? new Set()).add(given));
  }
  return replaced;
}
