import { and, eq, inArray, sql } from "drizzle-orm";
import type { Transaction } from "@/db/connect";
import { emailDeliveries } from "@/db/schema/email";
import { ticketReplies } from "@/db/schema/tickets";

/** Copies that were never sent were not read either. */
const sentStatuses = ["sent", "delivered", "uncertain", "bounced", "complained"] as const;

/**
 * Who answers has read what they answer: every copy of the ticket's mails that their address was sent before. A time of
 * reading that is known already stays; that it was an answer that proved it is said in any case.
 */
export async function noteReadByAnswer(
  tx: Transaction,
  answer: { ticketId: number; email: string; at: Date },
): Promise<void> {
  const copies = await tx
    .select({ id: emailDeliveries.id, replyId: emailDeliveries.ticketReplyId })
    .from(ticketReplies)
    .innerJoin(emailDeliveries, eq(emailDeliveries.ticketReplyId, ticketReplies.id))
    .where(
      and(
        eq(ticketReplies.ticketId, answer.ticketId),
        eq(emailDeliveries.email, answer.email),
        inArray(emailDeliveries.status, [...sentStatuses]),
        sql`${emailDeliveries.sentAt} IS NOT NULL`,
        sql`(${emailDeliveries.readEvidence} IS NULL OR ${emailDeliveries.readEvidence} <> 'answer')`,
      ),
    );
  if (copies.length === 0) return;
  const ids = copies.map(({ id }) => id).sort((a, b) => a - b);
  await tx
    .update(emailDeliveries)
    .set({
      readAt: sql`COALESCE(${emailDeliveries.readAt}, ${answer.at})`,
      readEvidence: "answer",
    })
    .where(inArray(emailDeliveries.id, ids));
  const replyIds = [...new Set(copies.flatMap(({ replyId }) => replyId ?? []))].sort((a, b) => a - b);
  await tx
    .update(ticketReplies)
    .set({ emailReadAt: sql`COALESCE(${ticketReplies.emailReadAt}, ${answer.at})` })
    .where(inArray(ticketReplies.id, replyIds));
}
