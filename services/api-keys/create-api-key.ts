import { randomBytes } from "node:crypto";
import { z } from "zod";
import { database } from "@/db/client";
import { apiKeys, roles } from "@/db/schema/auth";
import { recordAudit } from "@/services/audit/record-audit";
import type { Actor } from "@/services/auth/actor";
import { requireRole } from "@/services/auth/require-role";
import { hashApiKey } from "./hash-api-key";

export const createApiKeySchema = z.object({
  name: z.string().trim().min(1, "Enter a name that says what the key is for.").max(255),
  role: z.enum(roles),
});

/**
 * Makes an API key. The key itself is returned here and never again.
 * @throws {ForbiddenError} unless an admin asks.
 */
export async function createApiKey(actor: Actor, input: z.infer<typeof createApiKeySchema>) {
  requireRole(actor, "admin");
  const { name, role } = createApiKeySchema.parse(input);
  const key = `mp_${randomBytes(32).toString("base64url")}`;
  const id = await database().transaction(async (tx) => {
    const [row] = await tx
      .insert(apiKeys)
      .values({
        name,
        role,
        prefix: key.slice(0, 10),
        keyHash: hashApiKey(key),
        createdByUserId: actor.kind === "user" ? actor.userId : null,
      })
      .$returningId();
    if (!row) throw new Error("the database returned no id for the new API key");
    await recordAudit(tx, actor, {
      action: "api_key.created",
      targetType: "api_key",
      targetId: String(row.id),
      changes: { name: { from: null, to: name }, role: { from: null, to: role } },
    });
    return row.id;
  });
  return { id, key };
}
