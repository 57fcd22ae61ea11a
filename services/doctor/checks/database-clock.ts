import { sql } from "drizzle-orm";
import { amber, type DoctorCheck, green, red } from "../check";
import { readRow } from "../read-row";

const [noticeableMs, harmfulMs] = [2_000, 30_000];

export const databaseClockCheck: DoctorCheck = {
  slug: "database-clock",
  group: "database",
  title: "Portal and database have the same time",
  why: "Leases, delays and “sent 3 s later” compare both clocks. When they differ, mail leaves late or early, and scanners are taken for people.",
  async run(examination) {
    const database = await examination.database();
    const before = Date.now();
    const row = await readRow(database, sql`SELECT UNIX_TIMESTAMP(NOW(6)) * 1000 AS now_ms`);
    const roundTrip = Date.now() - before;
    // Read in the middle of the round trip, more or less: only what goes beyond it is the clocks'.
    const difference = row.number("now_ms") - (before + roundTrip / 2);
    const off = Math.max(0, Math.abs(difference) - roundTrip / 2);
    const seconds = (off / 1000).toFixed(1);
    const found = `The database’s clock is ${seconds} s ${difference > 0 ? "ahead" : "behind"}.`;
    if (off < noticeableMs) return green("The clocks agree.");
    return off < harmfulMs ? amber(found, mend) : red(found, mend);
  },
};

const mend = "Switch time synchronisation (NTP) on, on both machines.";
