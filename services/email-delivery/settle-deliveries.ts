import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import type { MySqlUpdateSetSource } from "drizzle-orm/mysql-core";
import { database } from "@/db/client";
import type { Transaction } from "@/db/connect";
import { type DeliveryStatus, emailDeliveries, emailDeliveryEvents, emailMessages } from "@/db/schema/email";
import { ticketReplies } from "@/db/schema/tickets";
import { noteTicketChange, wakeLive } from "@/services/live/ticket-changes";

export type Settlement = {
  status: DeliveryStatus;
  /** Who says so: a transport's name, `portal`, `retry`. */
  source: string;
  /** Why, in the server's own words where there are any. */
  detail: string | null;
  changes?: MySqlUpdateSetSource<typeof emailDeliveries>;
};

/**
 * Moves deliveries to a new status, if they are still this lease's: their rows, one event each, the reply's sending time
 * and the word to live pages, in one transaction.
 * @returns how many were moved; none when another worker has taken them over.
 */
export async function settleDeliveries(
  deliveryIds: number[],
  leaseOwner: string,
  { status, source, detail, changes }: Settlement,
): Promise<number> {
  const moved = await database().transaction(async (tx) => {
    const rows = await tx
      .select({
        id: emailDeliveries.id,
        replyId: emailDeliveries.ticketReplyId,
        messageId: emailDeliveries.messageId,
      })
      .from(emailDeliveries)
      .where(and(inArray(emailDeliveries.id, deliveryIds), eq(emailDeliveries.leaseOwner, leaseOwner)))
      .for("update");
    if (rows.length === 0) return 0;
    const ids = rows.map((row) => row.id);
    await tx
      .update(emailDeliveries)
      .set({ ...changes, status })
      .where(inArray(emailDeliveries.id, ids));
    await noteDeliveryEvents(
      tx,
      ids.map((deliveryId) => ({ deliveryId, status, source, detail })),
    );
    if (status === "sent") await noteSent(tx, [...new Set(rows.flatMap((row) => row.replyId ?? []))]);
    const messages = await tx
      .select({ ticketId: emailMessages.ticketId })
      .from(emailMessages)
      .where(inArray(emailMessages.id, [...new Set(rows.map((row) => row.messageId))]));
    await noteTicketChange(
      tx,
      messages.flatMap((message) => message.ticketId ?? []),
    );
    return rows.length;
  });
  wakeLive();
  return moved;
}

export type DeliveryEvent = {
  deliveryId: number;
  status: DeliveryStatus;
  /** Who says so: a transport's name, `portal`, `retry`, a webhook, a report. */
  source: string;
  /** In the server's own words where there are any. */
  detail: string | null;
  /** Left out: now. */
  occurredAt?: Date;
};

/** Writes into the copies' histories what happened to them. */
export async function noteDeliveryEvents(tx: Transaction, events: DeliveryEvent[]) {
  if (events.length === 0) return;
  const now = new Date();
  await tx.insert(emailDeliveryEvents).values(
    events.map(({ deliveryId, status, source, detail, occurredAt }) => ({
      ...{ deliveryId, status, source },
      detail: detail?.slice(0, 1000) ?? null,
      occurredAt: occurredAt ?? now,
    })),
  );
}

/** A reply counts as sent when the first copy was. */
export async function noteSent(tx: Transaction, replyIds: number[]) {
  if (replyIds.length === 0) return;
  await tx
    .update(ticketReplies)
    .set({ emailSentAt: sql`UTC_TIMESTAMP(6)` })
    .where(and(inArray(ticketReplies.id, replyIds), isNull(ticketReplies.emailSentAt)));
}
