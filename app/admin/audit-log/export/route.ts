import { serveAuditLog } from "@/app/api/serve-audit-log";
import { problemResponse } from "@/app/api/session-route";
import { auditFilterOf, loadAuditSearchParams } from "@/components/admin/audit-search-params";
import { exportFormats } from "@/services/audit/export-audit-log";
import { requireActor } from "@/services/auth/get-actor";
import { InvalidInputError } from "@/services/errors";

/** What the page shows, all of it, as a file: `?format=csv` or `jsonl`, and the page's own filters. */
export async function GET(request: Request): Promise<Response> {
  try {
    const actor = await requireActor(request.headers, "admin");
    const { searchParams } = new URL(request.url);
    const format = exportFormats.find((known) => known === searchParams.get("format"));
    if (!format) throw new InvalidInputError("Ask for csv or jsonl.", "format");
    return await serveAuditLog(actor, format, auditFilterOf(loadAuditSearchParams(searchParams)));
  } catch (error) {
    return problemResponse(error);
  }
}
