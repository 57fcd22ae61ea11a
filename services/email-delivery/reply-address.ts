import { createHmac, timingSafeEqual } from "node:crypto";
import { deriveKey } from "@/services/auth/derive-key";

/**
 * The address that an answer to a ticket's mail goes to: `support+t42.<token>@example.com` (sub-addressing, RFC 5233).
 * The token is an HMAC, so that nobody can write into a ticket by guessing its number. Lower-case letters and digits
 * only, since some servers fold the case of a local part.
 */
export function replyAddress(ticketId: number, supportAddress: string): string {
  const at = supportAddress.lastIndexOf("@");
  return `${supportAddress.slice(0, at)}+t${ticketId}.${token(ticketId)}${supportAddress.slice(at)}`;
}

/** The ticket that an address made by {@link replyAddress} belongs to, or null when it is not one of ours. */
export function ticketOfReplyAddress(address: string): number | null {
  const match = /\+t(\d{1,15})\.([0-9a-f]{20})@/i.exec(address);
  if (!match?.[1] || !match[2]) return null;
  const expected = Buffer.from(token(Number(match[1])));
  const given = Buffer.from(match[2].toLowerCase());
  return timingSafeEqual(expected, given) ? Number(match[1]) : null;
}

/** 80 bits: far beyond guessing by mail. */
function token(ticketId: number): string {
  return createHmac("sha256", deriveKey("reply address")).update(String(ticketId)).digest("hex").slice(0, 20);
}
