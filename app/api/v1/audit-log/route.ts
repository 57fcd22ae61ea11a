import { endpoint } from "@/app/api/api-endpoint";
import { apiRoute } from "@/app/api/api-route";
import { listAuditLog } from "@/services/audit/list-audit-log";
import { auditFilterFrom, listAuditLogOperation } from "@/services/http-api/operations/audit-operations";
import { toAuditEntryResource } from "@/services/http-api/resources/audit-entry-resource";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute(
  "/api/v1/audit-log",
  endpoint(listAuditLogOperation, async ({ query: { limit, cursor, ...filter } }) => {
    const page = { limit, ...(cursor ? { cursor } : {}) };
    const { entries, nextCursor } = await listAuditLog({ ...auditFilterFrom(filter), ...page });
    return { data: entries.map(toAuditEntryResource), next_cursor: nextCursor };
  }),
);
