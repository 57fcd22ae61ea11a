import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { DatabaseOrTransaction } from "@/db/connect";

/** Days that a committed group's id is kept: no group is written again that much later. */
const keptDays = 7;

/** Notes in a group's own transaction that it is committed: its id can be noted once. */
export async function noteGroup(tx: DatabaseOrTransaction, groupId: string) {
  await tx.execute(
    sql`INSERT INTO email_event_groups (id, committed_at) VALUES (${groupId}, UTC_TIMESTAMP(6))`,
  );
}

export async function isGroupCommitted(groupId: string): Promise<boolean> {
  const [rows] = await database().execute(sql`SELECT id FROM email_event_groups WHERE id = ${groupId}`);
  return (rows as unknown as unknown[]).length > 0;
}

/** Forgets ids that are no longer needed, a bounded number at a time. */
export async function forgetOldGroups() {
  await database().execute(
    sql`DELETE FROM email_event_groups WHERE committed_at < UTC_TIMESTAMP(6) - INTERVAL ${keptDays} DAY LIMIT 5000`,
  );
}
