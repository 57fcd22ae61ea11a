import { z } from "zod";
import { exportFormats } from "@/services/audit/export-audit-log";
import type { AuditFilter } from "@/services/audit/list-audit-log";
import { defineOperation, fileAnswer } from "../operation";
import { pageOf, pageQuery } from "../page";
import { auditEntryResource } from "../resources/audit-entry-resource";

const tag = "Audit log";
const text = z.string().max(255).optional();
const time = z.iso
  .datetime({ offset: true, error: "Give a moment, such as 2026-11-24T00:00:00Z." })
  .optional();

const filterQuery = {
  actor: text.meta({ description: "Who: the whole name, as it was then." }),
  action: text.meta({ description: "What was done, such as `integration_module.updated`." }),
  target_type: text.meta({ description: "The kind of what it was done to, such as `integration_module`." }),
  target_id: text.meta({ description: "Its id: `plausible`, a user's, a contact's." }),
  from: time.meta({ description: "At this moment or later." }),
  to: time.meta({ description: "Before this moment." }),
};
const filterQuerySchema = z.object(filterQuery);

/** What the query of these calls asks for. */
export function auditFilterFrom(query: z.output<typeof filterQuerySchema>): AuditFilter {
  const { actor, action, target_type: targetType, target_id: targetId, from, to } = query;
  return {
    ...{ actor, action, targetType, targetId },
    from: from === undefined ? undefined : new Date(from),
    to: to === undefined ? undefined : new Date(to),
  };
}

export const listAuditLogOperation = defineOperation({
  id: "listAuditLog",
  method: "GET",
  path: "/api/v1/audit-log",
  tag,
  summary: "List the audit log",
  description: "The newest entry first.",
  query: z.object({ ...pageQuery, ...filterQuery }),
  response: { status: 200, description: "A page of entries", schema: pageOf(auditEntryResource) },
});

export const exportAuditLogOperation = defineOperation({
  id: "exportAuditLog",
  method: "GET",
  path: "/api/v1/audit-log/export",
  tag,
  summary: "Export the audit log",
  description:
    "Every entry that matches, the newest first, as CSV for a spreadsheet (a line per changed field) or as JSON lines " +
    "(an entry a line, as the list has them). It is sent while it is read. The export is an entry itself.",
  query: z.object({
    format: z.enum(exportFormats, "Ask for csv or jsonl.").default("jsonl"),
    ...filterQuery,
  }),
  response: {
    status: 200,
    description: "The file",
    schema: fileAnswer,
    files: ["text/csv", "application/jsonl"],
  },
});
