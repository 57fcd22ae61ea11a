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

async function dueIds(limit: number, wholeMessages: boolean): Promise<number[]> {
  const due = await database()
    .select({ id: emailDeliveries.id, messageId: emailDeliveries.messageId })
    .from(emailDeliveries)
    .where(
      and(eq(emailDeliveries.status, "queued"), lte(emailDeliveries.nextAttemptAt, sql`UTC_TIMESTAMP(6)`)),
    )
    .orderBy(asc(emailDeliveries.nextAttemptAt), asc(emailDeliveries.id))
    .limit(limit);
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

/** Deliveries whose worker is gone: their lease ran out while they were being sent. */
export async function expiredDeliveries(limit: number): Promise<Delivery[]> {
  return database()
    .select()
    .from(emailDeliveries)
    .where(
      and(
        eq(emailDeliveries.status, "sending"),
        isNotNull(emailDeliveries.leaseUntil),
        lt(emailDeliveries.leaseUntil, sql`UTC_TIMESTAMP(6)`),
      ),
    )
    .limit(limit);
}
