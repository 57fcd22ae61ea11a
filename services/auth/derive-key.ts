import { hkdfSync } from "node:crypto";
import { env } from "@/env";

/**
 * A 256-bit key for one purpose, derived from SECRET_KEY (HKDF-SHA256, RFC 5869), so that an admin keeps one secret
 * and a key that leaks for one purpose opens nothing else.
 */
export function deriveKey(purpose: string): Buffer {
  return Buffer.from(hkdfSync("sha256", env().SECRET_KEY, "myportal", purpose, 32));
}
