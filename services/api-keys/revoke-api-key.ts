import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { apiKeys } from "@/db/schema/auth";
import { recordAudit } from "@/services/audit/record-audit";
import type { Actor } from "@/services/auth/actor";
import { requireRole } from "@/services/auth/require-role";
import { NotFoundError } from "@/services/errors";

/**
 * Revokes an API key at once; revoking it again changes nothing.
 * @throws {ForbiddenError} unless an admin asks, {NotFoundError}.
 */
export async function revokeApiKey(actor: Actor, apiKeyId: number) {
  requireRole(actor, "admin");
  await database().transaction(async (tx) => {
    const [key] = await tx.select().from(apiKeys).where(eq(apiKeys.id, apiKeyId)).for("update");
    if (!key) throw new NotFoundError("There is no such API key.");
    if (key.revokedAt) return;
    await tx.update(apiKeys).set({ revokedAt: new Date() }).where(eq(apiKeys.id, apiKeyId));
    await recordAudit(tx, actor, {
      action: "api_key.revoked",
      targetType: "api_key",
      targetId: String(apiKeyId),
      changes: { name: { from: key.name, to: key.name } },
    });
  });
}
