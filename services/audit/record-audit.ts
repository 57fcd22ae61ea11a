import type { DatabaseOrTransaction } from "@/db/connect";
import { auditLog } from "@/db/schema/auth";
import type { Actor } from "@/services/auth/actor";
import type { Changes } from "./changes-between";

export type AuditEntry = {
  /** What was done, as `subject.verb` in the past: `user.updated`. */
  action: string;
  targetType: string;
  targetId: string | number;
  /** Never with a secret's value: the caller masks it. */
  changes?: Changes;
};

/** Writes who did what, in the transaction that does it: neither stands without the other. */
export async function recordAudit(tx: DatabaseOrTransaction, actor: Actor, entry: AuditEntry) {
  await tx.insert(auditLog).values({
    occurredAt: new Date(),
    actorUserId: actor.kind === "user" ? actor.userId : null,
    actorApiKeyId: actor.kind === "api_key" ? actor.apiKeyId : null,
    actorName: actor.name.slice(0, 255),
    action: entry.action,
    targetType: entry.targetType,
    targetId: String(entry.targetId),
    changes: entry.changes ?? null,
  });
}
