import { sql } from "drizzle-orm";
import { bigint, customType, datetime, varchar } from "drizzle-orm/mysql-core";

/** Ids are BIGINT UNSIGNED; JavaScript numbers hold them exactly up to 2^53. */
export const bigId = (name: string) => bigint(name, { mode: "number", unsigned: true });
export const primaryId = () => bigId("id").autoincrement().primaryKey();

/** better-auth's ids are strings, so every reference to a user is one too. */
export const userId = (name: string) => varchar(name, { length: 36 });

/** UTC with microseconds, as the specification asks. The pool's time zone is pinned to Z. */
export const moment = (name: string) => datetime(name, { mode: "date", fsp: 6 });
export const createdAt = () => moment("created_at").notNull().default(sql`CURRENT_TIMESTAMP(6)`);

/** An address may have 64 + 1 + 255 characters (RFC 5321, 4.5.3.1). */
export const emailAddress = (name: string) => varchar(name, { length: 320 });

/** MariaDB keeps JSON as text and MySQL as JSON: both arrive as `unknown`, to be parsed with Zod by the reader. */
export const json = customType<{ data: unknown; driverData: string }>({
  dataType: () => "json",
  toDriver: (value) => JSON.stringify(value),
  fromDriver: (value) => (typeof value === "string" ? JSON.parse(value) : value),
});
