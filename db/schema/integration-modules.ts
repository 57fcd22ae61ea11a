import { boolean, int, mysqlTable, varchar } from "drizzle-orm/mysql-core";
import { json, moment, primaryId, userId } from "./columns";

/** An integration's switch and what an admin saved. Values that nobody saved are absent, not null. */
export const integrationModules = mysqlTable("integration_modules", {
  id: primaryId(),
  slug: varchar("slug", { length: 64 }).notNull(),
  name: varchar("name", { length: 255 }).notNull(),
  description: varchar("description", { length: 1000 }).notNull(),
  icon: varchar("icon", { length: 16 }).notNull(),
  enabled: boolean("enabled").notNull().default(false),
  settings: json("settings").notNull(),
  /** Setting name → AES-256-GCM ciphertext. */
  secrets: json("secrets").notNull(),
  /** Counts saves: a form opened before somebody else's save is told so. */
  version: int("version").notNull().default(1),
  updatedAt: moment("updated_at").notNull(),
  updatedByUserId: userId("updated_by_user_id"),
});

/** Small facts the application keeps about itself, such as "the demo data was laid". */
export const appState = mysqlTable("app_state", {
  name: varchar("name", { length: 64 }).primaryKey(),
  value: json("value").notNull(),
});
