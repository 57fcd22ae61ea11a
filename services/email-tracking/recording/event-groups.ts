import { sql } from "drizzle-orm";
import type { Connection, ResultSetHeader, RowDataPacket } from "mysql2/promise";
import { database } from "@/db/client";
import { createGroupId, type GroupId } from "./group-id";

/**
 * Days that a committed group's name is kept. A journal can come back that much later (a machine that was switched off,
 * a volume that was put away) and is still replayed exactly once; an older one is set aside.
 */
export const groupsKeptDays = 30;

/** Names forgotten by one statement. */
const batchSize = 5_000;

/** Notes, inside the groups' own transaction, that they are committed: a name can be noted once. */
export function noteGroupsStatement(groupIds: readonly GroupId[]): string {
  if (!groupIds.every((id) => /^[0-9a-f]{32}$/.test(id)))
    throw new Error("a group's name must be 32 hexadecimal digits");
  return `INSERT INTO email_event_groups (id) VALUES ${groupIds.map((id) => `(X'${id}')`).join(",")}`;
}

/** Whether all of them are. */
export async function areGroupsCommitted(
  connection: Connection,
  groupIds: readonly GroupId[],
): Promise<boolean> {
  const [rows] = await connection.query<RowDataPacket[]>("SELECT 1 FROM email_event_groups WHERE id IN (?)", [
    groupIds.map((id) => Buffer.from(id, "hex")),
  ]);
  return rows.length === groupIds.length;
}

/** Forgets the names that no journal can bring back any more, in small batches. @returns how many. */
export async function forgetOldGroups(now = Date.now()): Promise<number> {
  const oldest = createGroupId(now - groupsKeptDays * 24 * 60 * 60 * 1000).slice(0, 12);
  const limit = Buffer.from(oldest.padEnd(32, "0"), "hex");
  for (let forgotten = 0; ; ) {
    const [result] = await database().execute(
      sql`DELETE FROM email_event_groups WHERE id < ${limit} ORDER BY id LIMIT ${batchSize}`,
    );
    const { affectedRows } = result as ResultSetHeader;
    forgotten += affectedRows;
    if (affectedRows < batchSize) return forgotten;
  }
}
