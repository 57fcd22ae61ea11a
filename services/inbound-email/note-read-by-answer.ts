import { and, desc, eq, inArray, isNotNull, lte, or, sql } from "drizzle-orm";
import type { Transaction } from "@/db/connect";
import { emailDeliveries, emailMessages } from "@/db/schema/email";
import { ticketReplies } from "@/db/schema/tickets";

/** Copies that were never sent were not read either. */
const sentStatuses = ["sent", "delivered", "uncertain", "bounced", "complained"] as const;
/** One that came back is not what somebody answers who does not name it. */
const arrivedStatuses = ["sent", "delivered", "uncertain", "complained"] as const;

export type Answer = {
  ticketId: number;
  /** Who answers. */
  email: string;
  /** The Message-IDs of what it answers, as it says itself, the nearest first. */
  answers: readonly string[];
  /** When it was written, as it says itself, and when it came. */
  writtenAt: Date;
  receivedAt: Date;
};

/**
 * Who answers has read what they answer, and nothing else is proven: neither a mail that crossed the answer nor an older
 * one. It is the nearest of the ticket's mails that the answer names and that were sent to its writer. One that names
 * nothing at all answers the last that its writer had when they wrote it. A time of reading that is known already stays;
 * that it was an answer that proved it is said in any case.
 */
export async function noteReadByAnswer(tx: Transaction, answer: Answer): Promise<void> {
  const copy = answer.answers.length > 0 ? await nearestNamed(tx, answer) : await lastBefore(tx, answer);
  if (!copy) return;
  await tx
    .update(emailDeliveries)
    .set({
      readAt: sql`COALESCE(${emailDeliveries.readAt}, ${answer.receivedAt})`,
      readEvidence: "answer",
    })
    .where(eq(emailDeliveries.id, copy.id));
  await tx
    .update(ticketReplies)
    .set({ emailReadAt: sql`COALESCE(${ticketReplies.emailReadAt}, ${answer.receivedAt})` })
    .where(eq(ticketReplies.id, copy.replyId));
}

async function nearestNamed(tx: Transaction, answer: Answer) {
  const ids = [...answer.answers];
  const copies = await sentCopies(tx).where(
    and(
      ...isTheirs(answer),
      inArray(emailDeliveries.status, [...sentStatuses]),
      or(inArray(emailMessages.messageId, ids), inArray(emailDeliveries.providerRfcMessageId, ids)),
    ),
  );
  for (const id of ids) {
    const named = copies.find((copy) => copy.messageId === id || copy.providerMessageId === id);
    if (named) return named;
  }
  return null;
}

async function lastBefore(tx: Transaction, answer: Answer) {
  const [copy] = await sentCopies(tx)
    .where(
      and(
        ...isTheirs(answer),
        inArray(emailDeliveries.status, [...arrivedStatuses]),
        lte(emailDeliveries.sentAt, answer.writtenAt),
      ),
    )
    .orderBy(desc(emailDeliveries.sentAt), desc(emailDeliveries.id))
    .limit(1);
  return copy ?? null;
}

function isTheirs({ ticketId, email }: Answer) {
  return [
    eq(ticketReplies.ticketId, ticketId),
    eq(emailDeliveries.email, email),
    isNotNull(emailDeliveries.sentAt),
  ];
}

function sentCopies(tx: Transaction) {
  return tx
    .select({
      id: emailDeliveries.id,
      replyId: ticketReplies.id,
      messageId: emailMessages.messageId,
      providerMessageId: emailDeliveries.providerRfcMessageId,
    })
    .from(ticketReplies)
    .innerJoin(emailDeliveries, eq(emailDeliveries.ticketReplyId, ticketReplies.id))
    .innerJoin(emailMessages, eq(emailMessages.id, emailDeliveries.messageId));
}
