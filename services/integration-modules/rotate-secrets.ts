import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/db/client";
import { integrationModules } from "@/db/schema/integration-modules";
import { recordAudit } from "@/services/audit/record-audit";
import type { Actor } from "@/services/auth/actor";
import { encryptSecret, openSecret } from "./secrets";

const secretsSchema = z.record(z.string(), z.string());

/** Some secrets open neither with SECRET_KEY nor with one of PREVIOUS_SECRET_KEYS. Nothing was changed. */
export class WrongSecretKeyError extends Error {
  override name = "WrongSecretKeyError";
}

type StoredSecret = { place: string; name: string; ciphertext: string };

/**
 * Encrypts every module's secrets that an earlier SECRET_KEY encrypted with the one of now. All are tried before any is
 * changed; then module by module, each with its entry in the audit log, in a transaction of its own: after a crash, run
 * it again. The portal may run meanwhile.
 * @param actor whom the audit log names
 * @param onModule told after each module that had something to do
 * @returns how many were encrypted anew, and how many were before
 * @throws {WrongSecretKeyError} naming the secrets that no key opens
 */
export async function rotateSecrets(
  actor: Actor,
  onModule: (slug: string, rotated: number) => void = () => {},
): Promise<{ rotated: number; current: number }> {
  const rows = await database().select().from(integrationModules).orderBy(asc(integrationModules.id));
  const secrets = rows.flatMap(({ slug, secrets }) => storedSecrets(slug, secrets));
  const unreadable = secrets.filter((secret) => !canOpen(secret)).map(({ place }) => place);
  if (unreadable.length > 0) {
    throw new WrongSecretKeyError(
      `${unreadable.length} of ${secrets.length} secrets open neither with SECRET_KEY nor with one of PREVIOUS_SECRET_KEYS: ` +
        `${unreadable.join(", ")}. Nothing was changed. Put the key that they were saved under into PREVIOUS_SECRET_KEYS, or enter them again under Admin → Integration Modules.`,
    );
  }
  let rotated = 0;
  for (const { slug } of rows) {
    const ofModule = await rotateModule(actor, slug);
    rotated += ofModule;
    if (ofModule > 0) onModule(slug, ofModule);
  }
  return { rotated, current: secrets.length - rotated };
}

/** Under the row's lock: what an admin saves at the same moment is not lost. The module's version stays. */
function rotateModule(actor: Actor, slug: string): Promise<number> {
  return database().transaction(async (tx) => {
    const [row] = await tx
      .select({ secrets: integrationModules.secrets })
      .from(integrationModules)
      .where(eq(integrationModules.slug, slug))
      .for("update");
    const secrets = storedSecrets(slug, row?.secrets ?? {});
    const old = secrets.filter(({ ciphertext, place }) => !openSecret(ciphertext, place).isCurrent);
    if (old.length === 0) return 0;
    const renewed = old.map(({ name, place, ciphertext }) => [
      name,
      encryptSecret(openSecret(ciphertext, place).plaintext, place),
    ]);
    const all = Object.fromEntries(secrets.map(({ name, ciphertext }) => [name, ciphertext]));
    await tx
      .update(integrationModules)
      .set({ secrets: { ...all, ...Object.fromEntries(renewed) } })
      .where(eq(integrationModules.slug, slug));
    await recordAudit(tx, actor, {
      action: "integration_module.secrets_rotated",
      targetType: "integration_module",
      targetId: slug,
      changes: Object.fromEntries(old.map(({ name }) => [name, { from: "••• (earlier key)", to: "•••" }])),
    });
    return old.length;
  });
}

function storedSecrets(slug: string, stored: unknown): StoredSecret[] {
  return Object.entries(secretsSchema.parse(stored)).map(([name, ciphertext]) => ({
    place: `${slug}/${name}`,
    name,
    ciphertext,
  }));
}

function canOpen({ ciphertext, place }: StoredSecret): boolean {
  try {
    openSecret(ciphertext, place);
    return true;
  } catch {
    return false; // Counted and named by the caller.
  }
}
