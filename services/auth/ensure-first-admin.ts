import { and, eq, isNull, ne } from "drizzle-orm";
import { database } from "@/db/client";
import { apiKeys, users } from "@/db/schema/auth";
import { env } from "@/env";
import { hashApiKey } from "@/services/api-keys/hash-api-key";
import { ConflictError } from "@/services/errors";
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

const environmentKeyName = "ADMIN_API_KEY (environment)";

/**
 * Keeps exactly one admin's API key from the environment: the value of ADMIN_API_KEY. A value that was replaced or
 * removed there is revoked here.
 */
export async function ensureEnvironmentApiKey() {
  const key = env().ADMIN_API_KEY;
  const keyHash = key ? hashApiKey(key) : "";
  await database()
    .update(apiKeys)
    .set({ revokedAt: new Date() })
    .where(
      and(eq(apiKeys.name, environmentKeyName), ne(apiKeys.keyHash, keyHash), isNull(apiKeys.revokedAt)),
    );
  if (!key) return;
  await database()
    .insert(apiKeys)
    .values({ name: environmentKeyName, role: "admin", prefix: key.slice(0, 4), keyHash })
    // Revoked by an admin, or made for an agent's program: the environment says that it exists, and for whom.
    .onDuplicateKeyUpdate({ set: { name: environmentKeyName, role: "admin", revokedAt: null } });
}
