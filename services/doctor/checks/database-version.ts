import { sql } from "drizzle-orm";
import { type DoctorCheck, green, red } from "../check";
import { readRow } from "../read-row";

export const databaseVersionCheck: DoctorCheck = {
  slug: "database-version",
  group: "database",
  title: "The database’s version",
  why: "The portal is tested with MariaDB 10.6 and newer and MySQL 8; older ones lack what it relies on.",
  async run(examination) {
    const row = await readRow(await examination.database(), sql`SELECT VERSION() AS version`);
    const version = row.text("version") ?? "";
    if (isSupported(version)) return green(version);
    return red(`${version} is too old, or another kind of database.`, "Move to MariaDB 10.6+ or MySQL 8.");
  },
};

/** `10.11.6-MariaDB-0+deb12u1`, `8.0.36`; MariaDB behind some proxies says `5.5.5-10.11.6-MariaDB`. */
export function isSupported(version: string): boolean {
  const isMariadb = /mariadb/i.test(version);
  const [, major = 0, minor = 0] = (/(\d+)\.(\d+)/.exec(version.replace(/^5\.5\.5-/, "")) ?? []).map(Number);
  return isMariadb ? major > 10 || (major === 10 && minor >= 6) : major >= 8;
}
