import type { Pool, RowDataPacket } from "mysql2/promise";

/** What the database holds: event rows, and what the summaries say. */
export type StoredEvents = { rows: number; onCopies: number; onReplies: number };

/** Counts the opens or clicks that are stored: as rows, in the copies' counters and in the replies'. */
export async function countStored(pool: Pool, eventType: "open" | "click"): Promise<StoredEvents> {
  const [rows] = await pool.query<RowDataPacket[]>(
    `SELECT (SELECT COUNT(*) FROM email_tracking_events WHERE event_type = ?) AS events,
            (SELECT SUM(${eventType}_count) FROM email_deliveries) AS on_copies,
            (SELECT SUM(email_${eventType}_count) FROM ticket_replies) AS on_replies`,
    [eventType],
  );
  const row = rows[0];
  return { rows: Number(row?.events), onCopies: Number(row?.on_copies), onReplies: Number(row?.on_replies) };
}

/** Counts again until nothing is added for a second: requests that were on their way have arrived. */
export async function countSettled(pool: Pool, eventType: "open" | "click"): Promise<StoredEvents> {
  for (let last = await countStored(pool, eventType); ; ) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const now = await countStored(pool, eventType);
    if (JSON.stringify(now) === JSON.stringify(last)) return now;
    last = now;
  }
}
