import { hkdfSync } from "node:crypto";
import { env } from "@/env";

/**
 * A 256-bit key for one purpose, derived from SECRET_KEY (HKDF-SHA256, RFC 5869), so that an admin keeps one secret
 * and a key that leaks for one purpose opens nothing else.
 */
export function deriveKey(purpose: string, secretKey = env().SECRET_KEY): Buffer {
  return Buffer.from(hkdfSync("sha256", secretKey, "myportal", purpose, 32));
}

/** The same from PREVIOUS_SECRET_KEYS, the latest first: for what was signed or stored before SECRET_KEY was changed. */
export function previousKeys(purpose: string): Buffer[] {
  return env().PREVIOUS_SECRET_KEYS.map((secretKey) => deriveKey(purpose, secretKey));
}
