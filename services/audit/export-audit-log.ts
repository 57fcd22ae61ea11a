import { Readable } from "node:stream";
import { database } from "@/db/client";
import type { Actor } from "@/services/auth/actor";
import { ForbiddenError } from "@/services/errors";
import { toAuditEntryResource } from "@/services/http-api/resources/audit-entry-resource";
import { csvLine } from "./csv-line";
import { type AuditFilter, type AuditLogEntry, readAuditLog } from "./list-audit-log";
import { recordAudit } from "./record-audit";

export const exportFormats = ["csv", "jsonl"] as const;
export type ExportFormat = (typeof exportFormats)[number];

const pageSize = 1000;
const columns = [
  "id",
  "occurred_at",
  "actor_kind",
  "actor",
  "action",
  "target_type",
  "target_id",
  "field",
  "from",
  "to",
];
// Spreadsheets take a CSV without it for the system's old encoding. What programs read is the other format.
const byteOrderMark = "\uFEFF";

/**
 * The entries that match as a file, newest first, read from the database as it is sent on. That somebody took it is an
 * entry itself. CSV: a line per changed field. JSON lines: an entry a line, as in the API.
 * @throws {ForbiddenError} unless an admin asks.
 */
export async function exportAuditLog(
  actor: Actor,
  format: ExportFormat,
  filter: AuditFilter,
): Promise<Readable> {
  if (actor.role !== "admin") throw new ForbiddenError();
  await recordAudit(database(), actor, {
    action: "audit_log.exported",
    targetType: "audit_log",
    targetId: format,
    changes: Object.fromEntries(
      Object.entries(filter).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, { from: null, to: value }]],
      ),
    ),
  });
  return Readable.from(format === "csv" ? csv(filter) : jsonLines(filter), { objectMode: false });
}

async function* pages(filter: AuditFilter): AsyncGenerator<AuditLogEntry[]> {
  for (let before: number | null = null; ; ) {
    const entries: AuditLogEntry[] = await readAuditLog(filter, before, pageSize);
    if (entries.length > 0) yield entries;
    if (entries.length < pageSize) return;
    before = entries.at(-1)?.id ?? 0;
  }
}

async function* csv(filter: AuditFilter) {
  yield byteOrderMark + csvLine(columns);
  for await (const entries of pages(filter)) yield entries.map(csvLines).join("");
}

function csvLines({ id, occurredAt, actor, action, targetType, targetId, changes }: AuditLogEntry): string {
  const entry = [id, occurredAt.toISOString(), actor.kind, actor.name, action, targetType, targetId];
  const fields = Object.entries(changes ?? {});
  if (fields.length === 0) return csvLine([...entry, null, null, null]);
  return fields.map(([field, { from, to }]) => csvLine([...entry, field, from, to])).join("");
}

async function* jsonLines(filter: AuditFilter) {
  for await (const entries of pages(filter)) {
    yield entries.map((entry) => `${JSON.stringify(toAuditEntryResource(entry))}\n`).join("");
  }
}
