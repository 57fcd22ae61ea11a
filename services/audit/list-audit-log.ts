import { desc, lt } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/db/client";
import { auditLog } from "@/db/schema/auth";
import { decodeCursor, encodeCursor } from "@/services/pagination/cursor";

const changesSchema = z.record(z.string(), z.object({ from: z.unknown(), to: z.unknown() })).nullable();

export type AuditLogEntry = {
  id: number;
  occurredAt: Date;
  actor: { kind: "user" | "api_key" | "system"; name: string };
  action: string;
  targetType: string;
  targetId: string;
  changes: Record<string, { from?: unknown; to?: unknown }> | null;
};

/**
 * The audit log, newest first.
 * @param filter.limit entries a page, 1 to 100.
 * @throws {InvalidInputError} when the cursor is not one of this list's.
 */
export async function listAuditLog(filter: { limit?: number; cursor?: string } = {}) {
  const limit = Math.min(Math.max(filter.limit ?? 50, 1), 100);
  const [before] = filter.cursor ? decodeCursor(filter.cursor, ["number"]) : [];
  const rows = await database()
    .select()
    .from(auditLog)
    .where(before === undefined ? undefined : lt(auditLog.id, Number(before)))
    .orderBy(desc(auditLog.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    entries: page.map(toEntry),
    nextCursor: rows.length > limit && last ? encodeCursor([last.id]) : null,
  };
}

function toEntry(row: typeof auditLog.$inferSelect): AuditLogEntry {
  const kind = row.actorUserId ? "user" : row.actorApiKeyId ? "api_key" : "system";
  return {
    id: row.id,
    occurredAt: row.occurredAt,
    actor: { kind, name: row.actorName },
    action: row.action,
    targetType: row.targetType,
    targetId: row.targetId,
    changes: changesSchema.parse(row.changes),
  };
}
