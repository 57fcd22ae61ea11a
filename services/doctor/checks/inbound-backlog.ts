import { sql } from "drizzle-orm";
import { amber, type DoctorCheck, green, red } from "../check";
import { counted } from "../counted";
import { duration } from "../duration";
import { readRow } from "../read-row";

const [slowMs, stuckMs] = [2 * 60_000, 15 * 60_000];

export const inboundBacklogCheck: DoctorCheck = {
  slug: "inbound-backlog",
  group: "workers",
  title: "No mail waits to be read",
  why: "An answer that came in and is not read yet is in no ticket.",
  async run(examination) {
    const row = await readRow(
      await examination.database(),
      sql`SELECT COUNT(*) AS mails, TIMESTAMPDIFF(MICROSECOND, MIN(received_at), UTC_TIMESTAMP(6)) / 1000 AS age_ms
          FROM (SELECT received_at FROM inbound_emails WHERE status = 'received' ORDER BY id LIMIT 10000) due`,
    );
    const [mails, ageMs] = [row.number("mails"), row.number("age_ms")];
    if (mails === 0) return green("Nothing waits.");
    const found = `${counted(mails, "mail waits", "mails wait")}, the oldest for ${duration(ageMs)}.`;
    if (ageMs < slowMs) return green(found);
    return ageMs < stuckMs ? amber(found, mend) : red(found, mend);
  },
};

const mend = "See “The workers run”, and Mail problems for what cannot be read.";
