import { and, eq, isNull, lt, or } from "drizzle-orm";
import { database } from "@/db/client";
import { apiKeys } from "@/db/schema/auth";
import type { Actor } from "@/services/auth/actor";
import { hashApiKey } from "./hash-api-key";

const lastUsedPrecisionMs = 60_000;

/** The program behind an `Authorization: Bearer …` header, or null when the key is unknown or revoked. */
export async function authenticateApiKey(
  authorization: string | null,
): Promise<Extract<Actor, { kind: "api_key" }> | null> {
  const key = /^Bearer +(\S+) *$/i.exec(authorization ?? "")?.[1];
  if (!key) return null;
  const [row] = await database()
    .select()
    .from(apiKeys)
    .where(and(eq(apiKeys.keyHash, hashApiKey(key)), isNull(apiKeys.revokedAt)));
  if (!row) return null;
  await noteUse(row.id);
  return { kind: "api_key", apiKeyId: row.id, name: row.name, role: row.role };
}

/** To the minute: a busy program must not write a row at every request. */
async function noteUse(apiKeyId: number) {
  const stale = new Date(Date.now() - lastUsedPrecisionMs);
  await database()
    .update(apiKeys)
    .set({ lastUsedAt: new Date() })
    .where(and(eq(apiKeys.id, apiKeyId), or(isNull(apiKeys.lastUsedAt), lt(apiKeys.lastUsedAt, stale))));
}
