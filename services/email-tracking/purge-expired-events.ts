import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import { readTrackingSettings } from "@/services/integration-modules/tracking-settings";

/** Rows that one statement deletes: small enough that nobody waits for its locks. */
const batchSize = 2000;

/**
 * Deletes events older than the setting `retention_days`. The summaries of copies and replies stay.
 * @returns how many were deleted.
 */
export async function purgeExpiredEvents(): Promise<number> {
  const { retentionDays } = await readTrackingSettings(database());
  for (let deleted = 0; ; ) {
    const [result] = await database().execute(
      sql`DELETE FROM email_tracking_events
          WHERE occurred_at < UTC_TIMESTAMP(6) - INTERVAL ${retentionDays} DAY
          ORDER BY occurred_at LIMIT ${batchSize}`,
    );
    deleted += result.affectedRows;
    if (result.affectedRows < batchSize) return deleted;
  }
}
