import { and, desc, eq, gte, lt, type SQL } from "drizzle-orm";
import { database } from "@/db/client";
import { auditLog } from "@/db/schema/auth";
import { decodeCursor, encodeCursor } from "@/services/pagination/cursor";
import { readChanges } from "./read-changes";

export type AuditFilter = {
  /** Who: the whole name, as it was then. */
  actor?: string | undefined;
  /** What was done, such as `user.updated`. */
  action?: string | undefined;
  /** What it was done to: its kind, such as `integration_module`, and its id. */
  targetType?: string | undefined;
  targetId?: string | undefined;
  /** At this moment or later. */
  from?: Date | undefined;
  /** Before this moment. */
  to?: Date | undefined;
};

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
 * @param page.limit entries a page, 1 to 100.
 * @throws {InvalidInputError} when the cursor is not one of this list's.
 */
export async function listAuditLog({
  limit,
  cursor,
  ...filter
}: AuditFilter & { limit?: number; cursor?: string } = {}) {
  const size = Math.min(Math.max(limit ?? 50, 1), 100);
  const [before] = cursor ? decodeCursor(cursor, ["id"]) : [];
  const entries = await readAuditLog(filter, before === undefined ? null : Number(before), size + 1);
  const page = entries.slice(0, size);
  const last = page.at(-1);
  return { entries: page, nextCursor: entries.length > size && last ? encodeCursor([last.id]) : null };
}

/** Entries that match, newest first: the next `limit` ones that are older than `before`. */
export async function readAuditLog(
  filter: AuditFilter,
  before: number | null,
  limit: number,
): Promise<AuditLogEntry[]> {
  const rows = await database()
    .select()
    .from(auditLog)
    .where(and(matches(filter), before === null ? undefined : lt(auditLog.id, before)))
    .orderBy(desc(auditLog.id))
    .limit(limit);
  return rows.map(toEntry);
}

function matches({ actor, action, targetType, targetId, from, to }: AuditFilter): SQL | undefined {
  return and(
    actor === undefined ? undefined : eq(auditLog.actorName, actor),
    action === undefined ? undefined : eq(auditLog.action, action),
    targetType === undefined ? undefined : eq(auditLog.targetType, targetType),
    targetId === undefined ? undefined : eq(auditLog.targetId, targetId),
    from === undefined ? undefined : gte(auditLog.occurredAt, from),
    to === undefined ? undefined : lt(auditLog.occurredAt, to),
  );
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
    changes: readChanges(row.changes),
  };
}
