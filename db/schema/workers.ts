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

/**
 * Why an event ended as it did, as far as it is known: Plausible says that it threw one away, and never why. Its words, if
 * it had any, are beside it. `none`: there is none to tell.
 */
export const forwardedReasons = [
  "none",
  "under_own_name",
  "under_readers_name",
  "refused",
  "address_refused",
  "plausible_away",
  "held_back",
  "proxy_opens_off",
  "switched_off",
] as const;
export type ForwardedReason = (typeof forwardedReasons)[number];

/** How many events Plausible was asked to take on a day (UTC), by what became of them and why: no page counts events. */
export const plausibleDailyTotals = mysqlTable("plausible_daily_totals", {
  day: date("day", { mode: "string" }).notNull(),
  status: mysqlEnum("status", forwardedStatuses).notNull(),
  reason: varchar("reason", { length: 32 }).$type<ForwardedReason>().notNull().default("none"),
  events: int("events", { unsigned: true }).notNull().default(0),
  lastAt: moment("last_at").notNull(),
  lastDetail: varchar("last_detail", { length: 500 }),
});
