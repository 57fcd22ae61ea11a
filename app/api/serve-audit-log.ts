import { Readable } from "node:stream";
import { type ExportFormat, exportAuditLog } from "@/services/audit/export-audit-log";
import type { AuditFilter } from "@/services/audit/list-audit-log";
import type { Actor } from "@/services/auth/actor";

export const exportTypes: Record<ExportFormat, string> = {
  csv: "text/csv; charset=utf-8",
  jsonl: "application/jsonl; charset=utf-8",
};

/** The audit log as a file, sent while it is read. */
export async function serveAuditLog(
  actor: Actor,
  format: ExportFormat,
  filter: AuditFilter,
): Promise<Response> {
  const content = await exportAuditLog(actor, format, filter);
  const day = new Date().toISOString().slice(0, 10);
  return new Response(Readable.toWeb(content) as ReadableStream, {
    headers: {
      "Content-Type": exportTypes[format],
      "Content-Disposition": `attachment; filename="audit-log-${day}.${format}"`,
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": "no-store",
    },
  });
}
