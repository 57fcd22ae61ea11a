import { and, eq, isNull, ne } from "drizzle-orm";
import { database } from "@/db/client";
import type { Transaction } from "@/db/connect";
import { apiKeys, users } from "@/db/schema/auth";
import { env } from "@/env";
import { environmentKeyName } from "@/services/api-keys/environment-key";
import { hashApiKey } from "@/services/api-keys/hash-api-key";
import type { Changes } from "@/services/audit/changes-between";
import { recordAudit } from "@/services/audit/record-audit";
import { ConflictError } from "@/services/errors";
import { retryLockConflicts } from "@/services/retry-lock-conflicts";
import type { Actor } from "./actor";
import { createUser } from "./create-user";

const portal: Actor = { kind: "system", name: "MyPortal", role: "admin" };

/**
 * Sees to it that somebody can sign in. ADMIN_EMAIL set: a user with this address exists, made as an admin when there is
 * none (beside the demo's admins, too) and otherwise left as they are. Unset: without any admin, one is made for
 * admin@<portal host>.
 * @returns the e-mail address and the generated password, to be printed once; null when nothing was generated.
 */
export async function ensureFirstAdmin(): Promise<{ email: string; password: string } | null> {
  const { ADMIN_EMAIL, ADMIN_PASSWORD } = env();
  const wanted = ADMIN_EMAIL ? eq(users.email, ADMIN_EMAIL.toLowerCase()) : eq(users.role, "admin");
  const [found] = await database().select({ id: users.id }).from(users).where(wanted).limit(1);
  if (found) return null;
  const email = ADMIN_EMAIL ?? `admin@${fallbackDomain()}`;
  try {
    const { generatedPassword } = await createUser(portal, {
      name: "Administrator",
      email,
      role: "admin",
      password: ADMIN_PASSWORD,
    });
    return generatedPassword ? { email, password: generatedPassword } : null;
  } catch (error) {
    // Two processes started at once: the other one made the admin and prints the password.
    if (error instanceof ConflictError) return null;
    throw error;
  }
}

/** An address needs a domain with a dot to be one; `localhost` has none. */
function fallbackDomain(): string {
  const { hostname } = new URL(env().PORTAL_URL);
  return hostname.includes(".") && !/^[\d.]+$/.test(hostname) ? hostname : "myportal.example";
}

/**
 * Keeps exactly one admin's API key from the environment: the value of ADMIN_API_KEY. A value that was replaced or
 * removed there is revoked here. What that changes is in the audit log.
 */
export async function ensureEnvironmentApiKey() {
  const key = env().ADMIN_API_KEY;
  const keyHash = key ? hashApiKey(key) : "";
  // Several processes may start at once: the first one to insert makes it, and the others find it.
  await retryLockConflicts(() =>
    database().transaction(async (tx) => {
      if (key) await makeValid(tx, key, keyHash);
      await revokeOthers(tx, keyHash);
    }),
  );
}

async function revokeOthers(tx: Transaction, keyHash: string) {
  const isOther = and(
    eq(apiKeys.name, environmentKeyName),
    ne(apiKeys.keyHash, keyHash),
    isNull(apiKeys.revokedAt),
  );
  for (const { id, name } of await tx.select().from(apiKeys).where(isOther).for("update")) {
    await tx.update(apiKeys).set({ revokedAt: new Date() }).where(eq(apiKeys.id, id));
    await noteKey(tx, "api_key.revoked", id, { name: { from: name, to: name } });
  }
}

async function makeValid(tx: Transaction, key: string, keyHash: string) {
  const valid = { name: environmentKeyName, role: "admin" as const, revokedAt: null };
  const [{ affectedRows }] = await tx
    .insert(apiKeys)
    .ignore()
    .values({ ...valid, prefix: key.slice(0, 4), keyHash });
  const isOurs = eq(apiKeys.keyHash, keyHash);
  const [found] = await tx.select().from(apiKeys).where(isOurs).for("update");
  if (!found) throw new Error("the API key of the environment cannot be read");
  const before = affectedRows > 0 ? null : found;
  if (before && !before.revokedAt && before.name === valid.name && before.role === valid.role) return;
  await tx.update(apiKeys).set(valid).where(isOurs);
  await noteKey(tx, "api_key.created", found.id, {
    name: { from: before?.name ?? null, to: valid.name },
    role: { from: before?.role ?? null, to: valid.role },
  });
}

function noteKey(tx: Transaction, action: string, apiKeyId: number, changes: Changes) {
  return recordAudit(tx, portal, { action, targetType: "api_key", targetId: apiKeyId, changes });
}
