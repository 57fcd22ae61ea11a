import { sql } from "drizzle-orm";
import { type DoctorCheck, green, red } from "../check";

export const databaseIsolationCheck: DoctorCheck = {
  slug: "database-isolation",
  group: "database",
  title: "The isolation level is READ COMMITTED",
  why: "Under a stricter one the outbox and the event writer lock more than they name, and wait for each other.",
  async run(examination) {
    // MySQL 8 and MariaDB 11 call it transaction_isolation, MariaDB before tx_isolation.
    const [rows] = await (await examination.database()).execute(
      sql`SHOW SESSION VARIABLES WHERE Variable_name IN ('transaction_isolation', 'tx_isolation')`,
    );
    const level = (rows as unknown as { Value?: string }[])[0]?.Value ?? "unknown";
    if (level === "READ-COMMITTED") return green("It is.");
    return red(
      `It is ${level}.`,
      "Something between portal and database resets the session: let it keep SET SESSION TRANSACTION ISOLATION LEVEL.",
    );
  },
};
