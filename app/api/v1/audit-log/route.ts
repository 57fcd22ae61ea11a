import { endpoint } from "@/app/api/api-endpoint";
import { apiRoute } from "@/app/api/api-route";
import { listAuditLog } from "@/services/audit/list-audit-log";
import { listAuditLogOperation } from "@/services/http-api/operations/admin-operations";
import { toAuditEntryResource } from "@/services/http-api/resources/audit-entry-resource";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute(
  "/api/v1/audit-log",
  endpoint(listAuditLogOperation, async ({ query }) => {
    const { entries, nextCursor } = await listAuditLog(query);
    return { data: entries.map(toAuditEntryResource), next_cursor: nextCursor };
  }),
);
