import { randomUUID } from "node:crypto";
import { and, asc, eq, inArray, isNotNull, lt, lte, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveries } from "@/db/schema/email";
import { retryLockConflicts } from "@/services/retry-lock-conflicts";

export type Delivery = typeof emailDeliveries.$inferSelect;
/** The right to work on a delivery for a while; kept up by {@link renewLease}. */
export type Lease = { owner: string; seconds: number };

const leaseSeconds = 30;
/** How often a lease is renewed: often enough that one slow or failed renewal does not lose it. */
export const leaseRenewalMs = 8_000;

/** A lease nobody else has, on nothing yet. */
export function newLease(): Lease {
  return { owner: randomUUID(), seconds: leaseSeconds };
}

/**
 * Takes up to `limit` due deliveries under a lease. Any number of processes may ask at once, on MariaDB, MySQL, Galera
 * and TiDB: who gets a row is decided by one conditional UPDATE, with no lock held between statements.
 * @param options.wholeMessages also take the other queued copies of each message, which leave with it
 */
export async function claimDeliveries(
  limit: number,
  options: { wholeMessages: boolean },
): Promise<{ lease: Lease; deliveries: Delivery[] }> {
  const lease = newLease();
  const ids = await dueIds(limit, options.wholeMessages);
  if (ids.length === 0) return { lease, deliveries: [] };
  // Another worker, or somebody who takes a reply back, has locked some of them in another order.
  await retryLockConflicts(() => takeUnderLease(ids, lease));
  const deliveries = await database()
    .select()
    .from(emailDeliveries)
    .where(
      and(
        inArray(emailDeliveries.id, ids),
        eq(emailDeliveries.leaseOwner, lease.owner),
        eq(emailDeliveries.status, "sending"),
      ),
    )
    .orderBy(asc(emailDeliveries.id));
  return { lease, deliveries };
}

/** The place of a delivery in the queue. As text, since a Date would lose the microseconds. */
type Place = { dueAt: string; id: number };

/** How long nothing is looked for before the place that was reached: what became due there waits that long at most. */
const lookBackAfterMs = 1_000;
let reached: Place | null = null;
let lookedBackAt = 0;

/**
 * What is due first. What was claimed a moment ago stands in the index until the database has cleaned up behind us, a
 * hundred thousand entries when so many mails were due at once: so each claim begins where the one before ended, and
 * looks at all of it only now and then, or when too little is found.
 */
async function dueIds(limit: number, wholeMessages: boolean): Promise<number[]> {
  const mayGoOn = reached !== null && Date.now() - lookedBackAt < lookBackAfterMs;
  let due = mayGoOn ? await dueAfter(reached, limit) : [];
  if (due.length < limit) {
    lookedBackAt = Date.now();
    due = await dueAfter(null, limit);
  }
  const last = due.at(-1);
  reached = last ? { dueAt: last.dueAt, id: last.id } : null;
  if (!wholeMessages || due.length === 0) return due.map(({ id }) => id);
  const whole = await database()
    .select({ id: emailDeliveries.id })
    .from(emailDeliveries)
    .where(
      and(
        inArray(emailDeliveries.messageId, [...new Set(due.map((row) => row.messageId))]),
        eq(emailDeliveries.status, "queued"),
      ),
    );
  return whole.map(({ id }) => id);
}

async function dueAfter(place: Place | null, limit: number) {
  const { nextAttemptAt, id, messageId, status } = emailDeliveries;
  return database()
    .select({ id, messageId, dueAt: sql<string>`CAST(${nextAttemptAt} AS CHAR)` })
    .from(emailDeliveries)
    .where(
      and(
        eq(status, "queued"),
        lte(nextAttemptAt, sql`UTC_TIMESTAMP(6)`),
        // Spelled out: only so do MariaDB and MySQL make a range of the index of it.
        place
          ? sql`(${nextAttemptAt} > ${place.dueAt} OR (${nextAttemptAt} = ${place.dueAt} AND ${id} > ${place.id}))`
          : undefined,
      ),
    )
    .orderBy(asc(nextAttemptAt), asc(id))
    .limit(limit);
}

async function takeUnderLease(ids: number[], lease: Lease) {
  await database()
    .update(emailDeliveries)
    .set({
      status: "sending",
      leaseOwner: lease.owner,
      leaseUntil: sql`UTC_TIMESTAMP(6) + INTERVAL ${lease.seconds} SECOND`,
    })
    .where(and(inArray(emailDeliveries.id, ids), eq(emailDeliveries.status, "queued")));
}

/** Keeps the lease on these deliveries for another while. */
export async function renewLease(lease: Lease, deliveryIds: number[]) {
  await database()
    .update(emailDeliveries)
    .set({ leaseUntil: sql`UTC_TIMESTAMP(6) + INTERVAL ${lease.seconds} SECOND` })
    .where(
      and(
        inArray(emailDeliveries.id, deliveryIds),
        eq(emailDeliveries.leaseOwner, lease.owner),
        eq(emailDeliveries.status, "sending"),
      ),
    );
}

/**
 * Deliveries whose worker is gone: their lease ran out while they were being sent. All such copies of each message, since
 * those that left as one mail are one to whoever recognises its repetition.
 * @param limit how many at least, if there are so many
 */
export async function expiredDeliveries(limit: number): Promise<Delivery[]> {
  const { id, leaseUntil, messageId, status } = emailDeliveries;
  const isExpired = and(eq(status, "sending"), isNotNull(leaseUntil), lt(leaseUntil, sql`UTC_TIMESTAMP(6)`));
  const found = await database().select({ messageId }).from(emailDeliveries).where(isExpired).limit(limit);
  if (found.length === 0) return [];
  const messageIds = [...new Set(found.map((row) => row.messageId))];
  return database()
    .select()
    .from(emailDeliveries)
    .where(and(inArray(messageId, messageIds), isExpired))
    .orderBy(asc(id));
}
