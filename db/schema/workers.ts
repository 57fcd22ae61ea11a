import { date, int, mysqlEnum, mysqlTable, varchar } from "drizzle-orm/mysql-core";
import { moment } from "./columns";

/** Work that one process at a time does, and which one does it now. */
export const workerLeases = mysqlTable("worker_leases", {
  name: varchar("name", { length: 64 }).primaryKey(),
  owner: varchar("owner", { length: 64 }),
  leasedUntil: moment("leased_until"),
  lastRunAt: moment("last_run_at"),
});

export const forwardedStatuses = ["sent", "dropped", "failed", "expired", "skipped"] as const;
export type ForwardedStatus = (typeof forwardedStatuses)[number];

/** How many events Plausible was asked to take on a day (UTC), by what became of them: no page counts events. */
export const plausibleDailyTotals = mysqlTable("plausible_daily_totals", {
  day: date("day", { mode: "string" }).notNull(),
  status: mysqlEnum("status", forwardedStatuses).notNull(),
  events: int("events", { unsigned: true }).notNull().default(0),
  lastAt: moment("last_at").notNull(),
  lastDetail: varchar("last_detail", { length: 500 }),
});
