import { createHash, createHmac, randomBytes } from "node:crypto";
import { deriveKey } from "@/services/auth/derive-key";

/**
 * The token of a data request is not in the database, not even in the mail that waits there: it is derived from a stored
 * nonce with a key of the portal's (HMAC-SHA256) when the mail is rendered, and recognised by its hash.
 */
export function tokenOf(nonce: string): string {
  return createHmac("sha256", deriveKey("contact-data-requests")).update(nonce).digest("base64url");
}

/** The key of the view that a data request's link opens: the link does not tell it, and it does not tell the link. */
export function viewKeyOf(token: string): string {
  return createHmac("sha256", deriveKey("contact-data-views")).update(token).digest("base64url");
}

/** 256 random bits, base64url. */
export function randomToken(): string {
  return randomBytes(32).toString("base64url");
}

/** SHA-256 in hex: enough for what is as random as this. */
export function hashOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Has a text the form of a token? What has not is not looked up. */
export function isToken(text: string): boolean {
  return /^[A-Za-z0-9_-]{43}$/.test(text);
}
