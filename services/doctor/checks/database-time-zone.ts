import { sql } from "drizzle-orm";
import { type DoctorCheck, green, red } from "../check";
import { readRow } from "../read-row";

export const databaseTimeZoneCheck: DoctorCheck = {
  slug: "database-time-zone",
  group: "database",
  title: "The database’s time zone is UTC",
  why: "Moments are stored in UTC. A connection in another zone shifts all that it writes by hours.",
  async run(examination) {
    const row = await readRow(
      await examination.database(),
      sql`SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), NOW()) AS off, @@session.time_zone AS zone, @@global.time_zone AS server`,
    );
    const found = `Our connections are in ${row.text("zone")}; the server’s own zone is ${row.text("server")}.`;
    if (row.number("off") === 0) return green(found);
    return red(
      `${found} They differ from UTC by ${row.number("off")} s.`,
      "Something between portal and database (such as a proxy that shares connections) resets the session: let it keep SET SESSION time_zone, or set the server’s zone to +00:00.",
    );
  },
};
