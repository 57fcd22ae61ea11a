import { createApiKey } from "@/services/api-keys/create-api-key";
import { revokeApiKey } from "@/services/api-keys/revoke-api-key";
import type { Actor } from "@/services/auth/actor";

export const system: Actor = { kind: "system", name: "Test", role: "admin" };

/** A key of each kind that the API can be asked with. */
export async function createTestKeys() {
  const agent = await createApiKey(system, { name: "Agent's program", role: "agent" });
  const admin = await createApiKey(system, { name: "Admin's program", role: "admin" });
  const revoked = await createApiKey(system, { name: "Old program", role: "admin" });
  await revokeApiKey(system, revoked.id);
  return { agent: agent.key, admin: admin.key, revoked: revoked.key, agentKeyId: agent.id };
}
