import { sql } from "drizzle-orm";
import { amber, type DoctorCheck, green } from "../check";
import { readRow } from "../read-row";

export const databaseDurabilityCheck: DoctorCheck = {
  slug: "database-durability",
  group: "database",
  title: "What is committed stays",
  why: "“An open is answered once it is written” holds only for a server that writes its log to the disk at each commit.",
  async run(examination) {
    const row = await readRow(
      await examination.database(),
      sql`SELECT @@global.innodb_flush_log_at_trx_commit AS flush, @@global.max_allowed_packet AS packet`,
    );
    const megabytes = Math.round(row.number("packet") / 1024 / 1024);
    if (row.number("flush") !== 1)
      return amber(
        `innodb_flush_log_at_trx_commit is ${row.text("flush")}: a power cut can lose the last second.`,
        "Set it to 1.",
      );
    if (megabytes < 16)
      return amber(
        `max_allowed_packet is ${megabytes} MB: large mails and groups of events do not fit.`,
        "Set it to 64M.",
      );
    return green(`Each commit is flushed; max_allowed_packet is ${megabytes} MB.`);
  },
};
