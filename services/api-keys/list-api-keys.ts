import { desc, eq } from "drizzle-orm";
import { database } from "@/db/client";
import { apiKeys, users } from "@/db/schema/auth";

/** All API keys, newest first; revoked ones stay listed. */
export function listApiKeys() {
  return database()
    .select({
      id: apiKeys.id,
      name: apiKeys.name,
      prefix: apiKeys.prefix,
      role: apiKeys.role,
      createdBy: users.name,
      createdAt: apiKeys.createdAt,
      lastUsedAt: apiKeys.lastUsedAt,
      revokedAt: apiKeys.revokedAt,
    })
    .from(apiKeys)
    .leftJoin(users, eq(users.id, apiKeys.createdByUserId))
    .orderBy(desc(apiKeys.id));
}

export type ListedApiKey = Awaited<ReturnType<typeof listApiKeys>>[number];
