import { asc, lt, sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { DatabaseOrTransaction } from "@/db/connect";
import { emailTrackingEvents } from "@/db/schema/email";
import { isLockConflict } from "@/services/database-errors";
import { readTrackingSettings } from "@/services/integration-modules/tracking-settings";

/** Rows that one transaction deletes: small enough that nobody waits for its locks. */
const batchSize = 2000;
/** Batches of one run. What is left is the next run's, so that a first run over years of events shares the database. */
const batchesAtOnce = 25;

/**
 * Deletes events older than the setting `retention_days`, the oldest first. The summaries of copies and replies stay.
 * Bounded: ask again while `more`. It keeps no place: an interrupted run is simply run again. Several processes may purge
 * at once: each takes rows that no other holds.
 */
export async function purgeExpiredEvents({ batches = batchesAtOnce, size = batchSize } = {}): Promise<{
  deleted: number;
  more: boolean;
}> {
  const { retentionDays } = await readTrackingSettings(database());
  let deleted = 0;
  for (let batch = 0; batch < batches; batch++) {
    const count = await purgeBatch(retentionDays, size);
    deleted += count;
    if (count < size) return { deleted, more: false };
  }
  return { deleted, more: true };
}

async function purgeBatch(retentionDays: number, size: number): Promise<number> {
  try {
    // READ COMMITTED: no gap is locked, so that new events can be written beside the oldest ones.
    return await database().transaction(
      async (tx) => {
        const ids = await expiredEvents(tx, retentionDays, size).for("update", { skipLocked: true });
        if (ids.length === 0) return 0;
        const list = sql.join(
          ids.map(({ id }) => sql`${id}`),
          sql`, `,
        );
        // Row by row, as they were locked: of a small table the optimizer would rather read the whole, and wait for
        // rows that others hold.
        await tx.execute(
          sql`DELETE e FROM email_tracking_events e FORCE INDEX (PRIMARY) WHERE e.id IN (${list})`,
        );
        return ids.length;
      },
      { isolationLevel: "read committed" },
    );
  } catch (error) {
    // Somebody else has just deleted them, an erasure say: the next run finds what is left.
    if (isLockConflict(error)) return 0;
    throw error;
  }
}

/** The oldest events that are to go, through the index on their time. */
export function expiredEvents(tx: DatabaseOrTransaction, retentionDays: number, limit: number) {
  return tx
    .select({ id: emailTrackingEvents.id })
    .from(emailTrackingEvents)
    .where(lt(emailTrackingEvents.occurredAt, sql`UTC_TIMESTAMP(6) - INTERVAL ${retentionDays} DAY`))
    .orderBy(asc(emailTrackingEvents.occurredAt))
    .limit(limit);
}
