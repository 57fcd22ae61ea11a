import { endpoint } from "@/app/api/api-endpoint";
import { apiRoute } from "@/app/api/api-route";
import { serveAuditLog } from "@/app/api/serve-audit-log";
import { auditFilterFrom, exportAuditLogOperation } from "@/services/http-api/operations/audit-operations";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute(
  "/api/v1/audit-log/export",
  endpoint(exportAuditLogOperation, ({ actor, query: { format, ...filter } }) =>
    serveAuditLog(actor, format, auditFilterFrom(filter)),
  ),
);
