import { count, sql } from "drizzle-orm";
import type { RowDataPacket } from "mysql2";
import { beforeEach, describe, expect, it } from "vitest";
import { connection, database } from "@/db/client";
import { emailTrackingEvents } from "@/db/schema/email";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { expiredEvents, purgeExpiredEvents } from "./purge-expired-events";
import { laySentMail } from "./testing/sent-mail";
import { replyOf, setTracking } from "./testing/tracking-contract";

useTestDatabase();

async function layEvents(expired: number, fresh: number, trackingId = "e".repeat(43)) {
  const lay = (rows: number, age: string) =>
    connection().pool.query(
      `INSERT INTO email_tracking_events
         (tracking_id, event_type, occurred_at, visit_class, visit_reason, plausible_status)
       WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 500)
       SELECT ?, 'open', UTC_TIMESTAMP(6) - INTERVAL ${age} - INTERVAL a.i SECOND, 'human', 'none', 'skipped'
       FROM n a JOIN n b ON (b.i - 1) * 500 + a.i <= ?`,
      [trackingId, rows],
    );
  await lay(expired, "31 DAY");
  await lay(fresh, "29 DAY");
}

async function left(): Promise<number> {
  const [row] = await database().select({ rows: count() }).from(emailTrackingEvents);
  return row?.rows ?? 0;
}

beforeEach(async () => {
  await database().delete(emailTrackingEvents);
  await setTracking({ retention_days: 30 });
});

describe("the retention purge", () => {
  it("deletes what is older than the setting, and nothing else; totals stay", async () => {
    const mail = await laySentMail();
    await database().execute(sql`UPDATE ticket_replies SET email_open_count = 7 WHERE id = ${mail.replyId}`);
    await layEvents(300, 200, mail.trackingId);
    expect(await purgeExpiredEvents()).toEqual({ deleted: 300, more: false });
    expect(await left()).toBe(200);
    expect((await replyOf(mail.replyId)).emailOpenCount).toBe(7);
    expect(await purgeExpiredEvents()).toEqual({ deleted: 0, more: false });
  });

  it("does a bounded piece a run, the oldest first, and says that there is more", async () => {
    await layEvents(500, 0);
    expect(await purgeExpiredEvents({ batches: 2, size: 100 })).toEqual({ deleted: 200, more: true });
    const [oldest] = await database()
      .select({ age: sql`TIMESTAMPDIFF(SECOND, MIN(occurred_at), UTC_TIMESTAMP(6))`.mapWith(Number) })
      .from(emailTrackingEvents);
    expect(oldest?.age).toBeLessThan(31 * 86_400 + 310);
    expect(await purgeExpiredEvents({ batches: 9, size: 100 })).toEqual({ deleted: 300, more: false });
  });

  it("of several processes at once deletes each row once and none waits for another", async () => {
    await layEvents(20_000, 100);
    const runs = await Promise.all([1, 2, 3, 4].map(() => purgeExpiredEvents({ batches: 100, size: 500 })));
    expect(runs.reduce((sum, { deleted }) => sum + deleted, 0)).toBe(20_000);
    expect(await left()).toBe(100);
  });

  it("leaves a row that another transaction holds for later, and new events are written meanwhile", async () => {
    await layEvents(10, 0);
    const other = await connection().pool.getConnection();
    try {
      const [[oldest]] = await other.query<RowDataPacket[]>(
        "SELECT id FROM email_tracking_events ORDER BY occurred_at LIMIT 1",
      );
      await other.query("START TRANSACTION");
      await other.query("SELECT id FROM email_tracking_events WHERE id = ? FOR UPDATE", [oldest?.id]);
      expect((await purgeExpiredEvents()).deleted).toBe(9);
      await layEvents(0, 1);
      await other.query("ROLLBACK");
    } finally {
      other.release();
    }
    expect(await purgeExpiredEvents()).toEqual({ deleted: 1, more: false });
    expect(await left()).toBe(1);
  });

  it("finds them through an index and reads no more than it deletes", async () => {
    await layEvents(5_000, 50_000);
    await connection().pool.query("ANALYZE TABLE email_tracking_events");
    const query = expiredEvents(database(), 30, 2000).for("update", { skipLocked: true }).toSQL();
    const [plan] = await connection().pool.query<RowDataPacket[]>(`EXPLAIN ${query.sql}`, query.params);
    expect(plan[0]).toMatchObject({ type: "range", key: "email_tracking_events_occurred" });
    const read = async () => {
      const [rows] = await connection().pool.query<RowDataPacket[]>(
        "SELECT SUM(VARIABLE_VALUE) AS rows_read FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME IN ('HANDLER_READ_NEXT', 'HANDLER_READ_RND_NEXT')",
      );
      return Number(rows[0]?.rows_read);
    };
    const before = await read();
    expect((await purgeExpiredEvents({ batches: 1, size: 1000 })).deleted).toBe(1000);
    // Reading the status reads some hundred rows itself.
    expect((await read()) - before).toBeLessThan(10_000);
  });
});
