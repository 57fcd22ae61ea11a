import { sql } from "drizzle-orm";
import { migrationNames } from "@/db/migrate";
import { amber, type DoctorCheck, green, red } from "../check";

export const migrationsCurrentCheck: DoctorCheck = {
  slug: "migrations-current",
  group: "database",
  title: "The tables are those of this version",
  why: "A portal on tables of another version fails where they differ.",
  async run(examination) {
    const database = await examination.database();
    const known = await migrationNames();
    const [rows] = await database.execute(
      sql`SELECT name, finished_at IS NOT NULL AS finished FROM schema_migrations`,
    );
    const noted = rows as unknown as { name: string; finished: number }[];
    const finished = new Set(noted.filter((row) => Number(row.finished) === 1).map(({ name }) => name));
    const missing = known.filter((name) => !finished.has(name));
    const newer = noted.filter(({ name }) => !known.includes(name)).map(({ name }) => name);
    if (missing.length > 0)
      return red(
        `Not applied, or not to the end: ${missing.join(", ")}.`,
        "Restart the portal with `npm start`.",
      );
    if (newer.length > 0)
      return amber(
        `The database is newer than this portal: it has ${newer.join(", ")}.`,
        "Update this portal, or stop the newer one.",
      );
    return green(`All ${known.length} migrations are applied.`);
  },
};
