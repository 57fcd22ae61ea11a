import { createHash } from "node:crypto";

/**
 * A key as the database keeps it. Plain SHA-256 suffices: a key is 32 random bytes and cannot be guessed, unlike a
 * password.
 */
export function hashApiKey(key: string): string {
  return createHash("sha256").update(key).digest("hex");
}
