import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { deriveKey, previousKeys } from "@/services/auth/derive-key";

const version = "v1";
const purpose = "integration-module-secrets";

/** A stored secret that cannot be read: SECRET_KEY is another than when it was saved, or the row was altered. */
export class SecretUnreadableError extends Error {
  override name = "SecretUnreadableError";
}

/**
 * Encrypts a secret for the database (AES-256-GCM, NIST SP 800-38D, random 96-bit nonce).
 * @param place where it belongs, such as `plausible/api_key`: a ciphertext moved elsewhere does not open.
 */
export function encryptSecret(plaintext: string, place: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", deriveKey(purpose), nonce).setAAD(Buffer.from(place));
  const ciphertext = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
  return [
    version,
    ...[nonce, cipher.getAuthTag(), ciphertext].map((part) => part.toString("base64url")),
  ].join(".");
}

/**
 * Opens a stored secret with the key of SECRET_KEY, or of one of PREVIOUS_SECRET_KEYS.
 * @throws {SecretUnreadableError}
 */
export function decryptSecret(stored: string, place: string): string {
  return openSecret(stored, place).plaintext;
}

/** The same, and whether it is encrypted with the key of SECRET_KEY already. @throws {SecretUnreadableError} */
export function openSecret(stored: string, place: string): { plaintext: string; isCurrent: boolean } {
  let cause: unknown;
  for (const [index, key] of [deriveKey(purpose), ...previousKeys(purpose)].entries()) {
    try {
      return { plaintext: decryptWith(key, stored, place), isCurrent: index === 0 };
    } catch (error) {
      cause ??= error;
    }
  }
  throw new SecretUnreadableError(`The stored secret ${place} cannot be read. Enter it again.`, { cause });
}

function decryptWith(key: Buffer, stored: string, place: string): string {
  const [format, ...parts] = stored.split(".");
  const [nonce, tag, ciphertext] = parts.map((part) => Buffer.from(part, "base64url"));
  if (format !== version || !nonce || tag?.length !== 16 || !ciphertext)
    throw new Error("not a stored secret");
  const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: 16 })
    .setAAD(Buffer.from(place))
    .setAuthTag(tag);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString("utf8");
}
