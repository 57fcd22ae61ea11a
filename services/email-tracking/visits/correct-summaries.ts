import { and, asc, eq, inArray, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/mysql-core";
import type { DatabaseOrTransaction } from "@/db/connect";
import { emailDeliveries, emailTrackingEvents, trackingEventTypes } from "@/db/schema/email";
import { ticketReplies } from "@/db/schema/tickets";
import { groupByCopy, type StoredVisit } from "./find-scans";
import { readingClasses } from "./reading-classes";

type Copy = Pick<
  typeof emailDeliveries.$inferSelect,
  "id" | "ticketReplyId" | "readAt" | "readEvidence" | "readCount"
> & {
  /** The copy under whose id the events of all that share a tracking id are stored. */
  eventsOf: number;
};

/**
 * Takes visits that turned out to be a machine's out of what counts as read: the copies' read columns (all of those that
 * share the tracking id) and their replies'. A time that one of these visits gave goes to the earliest visit by a person
 * that is left. An answer stays an answer.
 */
export async function correctSummaries(tx: DatabaseOrTransaction, visits: StoredVisit[]) {
  if (visits.length === 0) return;
  const visitsOf = groupByCopy(visits);
  const copies = await lockCopies(tx, [...visitsOf.keys()]);
  const losses = new Map<number, Loss>();
  for (const [deliveryId, own] of visitsOf) {
    const loss = { opens: own.filter(isOpen).length, times: new Set(own.map(timeOf)) };
    const remaining = await earliestRead(tx, deliveryId);
    const sharing = copies.filter(({ eventsOf }) => eventsOf === deliveryId);
    for (const copy of sharing) {
      await tx
        .update(emailDeliveries)
        .set(readColumns(copy, loss, remaining))
        .where(eq(emailDeliveries.id, copy.id));
    }
    // Copies that share an id are one visit to their reply.
    for (const replyId of new Set(sharing.map(({ ticketReplyId }) => ticketReplyId))) {
      if (replyId !== null) losses.set(replyId, add(losses.get(replyId), loss));
    }
  }
  for (const [replyId, loss] of [...losses].sort(([a], [b]) => a - b)) await correctReply(tx, replyId, loss);
}

/** Opens that no longer count, and the moments that no longer are a person's. */
type Loss = { opens: number; times: Set<number> };

const isOpen = ({ eventType }: StoredVisit) => eventType === "open";
const timeOf = ({ occurredAt }: { occurredAt: Date }) => occurredAt.getTime();

function add(known: Loss | undefined, loss: Loss): Loss {
  return {
    opens: (known?.opens ?? 0) + loss.opens,
    times: new Set([...(known?.times ?? []), ...loss.times]),
  };
}

async function lockCopies(tx: DatabaseOrTransaction, deliveryIds: number[]): Promise<Copy[]> {
  const named = alias(emailDeliveries, "named");
  const { id, ticketReplyId, readAt, readEvidence, readCount } = emailDeliveries;
  return tx
    .select({ id, ticketReplyId, readAt, readEvidence, readCount, eventsOf: named.id })
    .from(named)
    .innerJoin(emailDeliveries, eq(emailDeliveries.trackingId, named.trackingId))
    .where(inArray(named.id, deliveryIds))
    .orderBy(asc(emailDeliveries.id))
    .for("update");
}

type Remaining = { occurredAt: Date; eventType: "open" | "click" } | undefined;

async function earliestRead(tx: DatabaseOrTransaction, deliveryId: number): Promise<Remaining> {
  const { occurredAt, eventType, visitClass } = emailTrackingEvents;
  const [first] = await tx
    .select({ occurredAt, eventType })
    .from(emailTrackingEvents)
    .where(
      and(
        eq(emailTrackingEvents.deliveryId, deliveryId),
        or(
          ...trackingEventTypes.map((type) =>
            and(eq(eventType, type), inArray(visitClass, [...readingClasses[type]])),
          ),
        ),
      ),
    )
    .orderBy(asc(occurredAt), asc(eventType))
    .limit(1);
  return first;
}

/**
 * What a copy's read columns are without the lost visits. A time that none of them gave is of an answer, or of a visit
 * that is no longer on record: it stays. So does everything where opens are left that were counted and not stored.
 */
function readColumns(copy: Copy, loss: Loss, remaining: Remaining) {
  const readCount = Math.max(0, copy.readCount - loss.opens);
  const timeIsLost = copy.readAt !== null && loss.times.has(copy.readAt.getTime());
  const answered = copy.readEvidence === "answer";
  if (!remaining)
    return timeIsLost && !answered && readCount === 0
      ? { readCount, readAt: null, readEvidence: null }
      : { readCount };
  const readAt = timeIsLost ? remaining.occurredAt : copy.readAt;
  const itsTime = readAt?.getTime() === remaining.occurredAt.getTime();
  return { readCount, readAt, readEvidence: itsTime && !answered ? remaining.eventType : copy.readEvidence };
}

async function correctReply(tx: DatabaseOrTransaction, replyId: number, loss: Loss) {
  const isReply = eq(ticketReplies.id, replyId);
  const [reply] = await tx
    .select({ readAt: ticketReplies.emailReadAt })
    .from(ticketReplies)
    .where(isReply)
    .for("update");
  const readAt = reply?.readAt ?? null;
  const [first] = await tx
    .select({ readAt: sql`MIN(${emailDeliveries.readAt})`.mapWith(emailDeliveries.readAt) })
    .from(emailDeliveries)
    .where(eq(emailDeliveries.ticketReplyId, replyId));
  await tx
    .update(ticketReplies)
    .set({
      emailReadCount: sql`GREATEST(${ticketReplies.emailReadCount} - ${loss.opens}, 0)`,
      emailReadAt: readAt !== null && loss.times.has(readAt.getTime()) ? (first?.readAt ?? null) : readAt,
    })
    .where(isReply);
}
