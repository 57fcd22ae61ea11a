import { z } from "zod";
import type { AuditLogEntry } from "@/services/audit/list-audit-log";
import { moment } from "../fields";

export const auditEntryResource = z
  .strictObject({
    id: z.int(),
    occurred_at: moment,
    actor: z.strictObject({ kind: z.enum(["user", "api_key", "system"]), name: z.string() }),
    action: z.string(),
    target_type: z.string(),
    target_id: z.string(),
    changes: z
      .record(z.string(), z.strictObject({ from: z.unknown(), to: z.unknown() }))
      .nullable()
      .meta({ description: "Field → what it was and is. Secrets are masked." }),
  })
  .meta({ id: "AuditEntry" });

/** An entry of the audit log as the API shows it. */
export function toAuditEntryResource(entry: AuditLogEntry): z.input<typeof auditEntryResource> {
  const { id, actor, action } = entry;
  return {
    id,
    occurred_at: entry.occurredAt.toISOString(),
    actor,
    action,
    target_type: entry.targetType,
    target_id: entry.targetId,
    changes:
      entry.changes &&
      Object.fromEntries(
        Object.entries(entry.changes).map(([field, { from = null, to = null }]) => [field, { from, to }]),
      ),
  };
}
