import { and, count, gt, inArray, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { emailTrackingEvents } from "@/db/schema/email";

/** Rows that one tracking id may store an hour; what comes beyond is counted and not kept. */
export const rowsPerHour = 10_000;

/** The events whose rows are stored. Within a group, the earliest come first. */
export async function withinRowLimit<Event extends { trackingId: string }>(
  events: Event[],
  limit = rowsPerHour,
): Promise<Event[]> {
  const stored = await storedLastHour(new Set(events.map(({ trackingId }) => trackingId)));
  return events.filter(({ trackingId }) => {
    const rows = stored.get(trackingId) ?? 0;
    stored.set(trackingId, rows + 1);
    return rows < limit;
  });
}

async function storedLastHour(trackingIds: Set<string>): Promise<Map<string, number>> {
  const rows = await database()
    .select({ trackingId: emailTrackingEvents.trackingId, rows: count() })
    .from(emailTrackingEvents)
    .where(
      and(
        inArray(emailTrackingEvents.trackingId, [...trackingIds]),
        gt(emailTrackingEvents.occurredAt, sql`UTC_TIMESTAMP(6) - INTERVAL 1 HOUR`),
      ),
    )
    .groupBy(emailTrackingEvents.trackingId);
  return new Map(rows.map((row) => [row.trackingId, row.rows]));
}
