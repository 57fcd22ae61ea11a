import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import { log } from "@/services/logging/log";

const databaseTimeoutMs = 3000;

export type Health = { status: "ok"; database: "ok" } | { status: "unavailable"; database: string };

/** Can this process serve and reach its database? Answers within 3 s, whatever the database does. */
export async function checkHealth(): Promise<Health> {
  let timer: NodeJS.Timeout | undefined;
  try {
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error("the database did not answer in time")), databaseTimeoutMs);
    });
    await Promise.race([database().execute(sql`SELECT 1`), timeout]);
    return { status: "ok", database: "ok" };
  } catch (error) {
    log().error({ err: error }, "health: the database is not reachable");
    return { status: "unavailable", database: "The database is not reachable." };
  } finally {
    clearTimeout(timer);
  }
}
