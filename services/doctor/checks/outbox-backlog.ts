import { sql } from "drizzle-orm";
import { amber, type DoctorCheck, green, red } from "../check";
import { counted } from "../counted";
import { duration } from "../duration";
import { readRow } from "../read-row";

const [slowMs, stuckMs] = [2 * 60_000, 15 * 60_000];

export const outboxBacklogCheck: DoctorCheck = {
  slug: "outbox-backlog",
  group: "workers",
  title: "No mail waits to be sent",
  why: "What is due and does not leave shows that the transport is paused, too slow, or that no worker runs.",
  async run(examination) {
    const row = await readRow(
      await examination.database(),
      sql`SELECT COUNT(*) AS copies, TIMESTAMPDIFF(MICROSECOND, MIN(next_attempt_at), UTC_TIMESTAMP(6)) / 1000 AS age_ms
          FROM (SELECT next_attempt_at FROM email_deliveries
                WHERE status = 'queued' AND next_attempt_at <= UTC_TIMESTAMP(6)
                ORDER BY next_attempt_at LIMIT 10000) due`,
    );
    const [copies, ageMs] = [row.number("copies"), row.number("age_ms")];
    if (copies === 0) return green("Nothing is due.");
    const found = `${counted(copies, "copy is", "copies are")} due, the oldest since ${duration(ageMs)}.`;
    if (ageMs < slowMs) return green(found);
    return ageMs < stuckMs ? amber(found, mend) : red(found, mend);
  },
};

const mend = "See “Sending is not paused”, “The workers run” and the connection of the transport.";
