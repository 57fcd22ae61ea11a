import { and, eq, inArray, isNull, lt, or, sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { Transaction } from "@/db/connect";
import { emailDeliveries } from "@/db/schema/email";
import { contactErasures, retiredTrackingIds } from "@/db/schema/privacy";
import { eraseEvents } from "./erase-events";
import { recountReplies, resetCopies } from "./reset-summaries";

/** Longer than a transaction of the event writer can have known a copy from before the erasure. */
const sweepAfterSeconds = 90;
const erasuresAtOnce = 10;
const idsAtOnce = 500;

/**
 * Finishes erasures that are done: an event that was being written at that very moment is found and removed, and then
 * the ids that it is found by are forgotten.
 * @param afterSeconds since the end of the erasure
 * @returns how many were finished.
 */
export async function sweepErasures(afterSeconds = sweepAfterSeconds): Promise<number> {
  const due = await database()
    .select({ id: contactErasures.id })
    .from(contactErasures)
    .where(
      and(
        isNull(contactErasures.sweptAt),
        eq(contactErasures.status, "done"),
        lt(contactErasures.finishedAt, sql`UTC_TIMESTAMP(6) - INTERVAL ${afterSeconds} SECOND`),
      ),
    )
    .limit(erasuresAtOnce);
  for (const { id } of due) await sweep(id);
  return due.length;
}

async function sweep(erasureId: number) {
  const step = <T>(work: (tx: Transaction) => Promise<T>) => database().transaction(work);
  let progress: string | null = null;
  do progress = await step((tx) => eraseEvents({ tx, erasureId }, progress));
  while (progress !== null);
  while (await step((tx) => sweepCopies(tx, erasureId)));
  while (await step((tx) => forgetIds(tx, erasureId)));
  await database()
    .update(contactErasures)
    .set({ sweptAt: sql`UTC_TIMESTAMP(6)` })
    .where(eq(contactErasures.id, erasureId));
}

/** Copies without an id that count something were counted by an event that came late. */
async function sweepCopies(tx: Transaction, erasureId: number): Promise<boolean> {
  const { openCount, readCount, clickCount } = emailDeliveries;
  const late = await tx
    .selectDistinct({ id: emailDeliveries.id, replyId: emailDeliveries.ticketReplyId })
    .from(retiredTrackingIds)
    .innerJoin(emailDeliveries, eq(emailDeliveries.messageId, retiredTrackingIds.messageId))
    .where(
      and(
        eq(retiredTrackingIds.erasureId, erasureId),
        isNull(emailDeliveries.trackingId),
        or(sql`${openCount} > 0`, sql`${readCount} > 0`, sql`${clickCount} > 0`),
      ),
    )
    .limit(idsAtOnce);
  await resetCopies(
    tx,
    late.map(({ id }) => id),
  );
  await recountReplies(
    tx,
    late.flatMap(({ replyId }) => replyId ?? []),
  );
  return late.length > 0;
}

async function forgetIds(tx: Transaction, erasureId: number): Promise<boolean> {
  const ids = await tx
    .select({ idHash: retiredTrackingIds.idHash })
    .from(retiredTrackingIds)
    .where(eq(retiredTrackingIds.erasureId, erasureId))
    .limit(idsAtOnce);
  if (ids.length === 0) return false;
  await tx
    .update(retiredTrackingIds)
    .set({ trackingId: null, deliveryId: null, erasureId: null })
    .where(
      inArray(
        retiredTrackingIds.idHash,
        ids.map(({ idHash }) => idHash),
      ),
    );
  return true;
}
