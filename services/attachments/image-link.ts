import { createHmac, timingSafeEqual } from "node:crypto";
import { deriveKey } from "@/services/auth/derive-key";

const hourSeconds = 3600;

/**
 * The path of an attached image that is shown to whoever has it, for one to two hours: what a mail's frame loads, whose
 * origin is opaque, so that no cookie goes with its requests. The same path within an hour, so that it is loaded once.
 */
export function imageLink(attachmentId: number, now = Date.now()): string {
  const expires = (Math.floor(now / 1000 / hourSeconds) + 2) * hourSeconds;
  const signed = `${attachmentId}.${expires}`;
  return `/api/attachment-images/${signed}.${signatureOf(signed)}`;
}

/** The attachment that the last part of such a path names; null when it is forged or too old. */
export function attachmentOfLink(token: string, now = Date.now()): number | null {
  const [, id, expires, signature = ""] = /^(\d{1,15})\.(\d{1,12})\.([\w-]{43})$/.exec(token) ?? [];
  if (id === undefined || expires === undefined || Number(expires) * 1000 < now) return null;
  const expected = Buffer.from(signatureOf(`${id}.${expires}`));
  return timingSafeEqual(expected, Buffer.from(signature)) ? Number(id) : null;
}

function signatureOf(signed: string): string {
  return createHmac("sha256", deriveKey("attachment-images")).update(signed).digest("base64url");
}
