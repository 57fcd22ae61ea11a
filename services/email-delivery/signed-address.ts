import { createHmac, timingSafeEqual } from "node:crypto";
import { deriveKey, previousKeys } from "@/services/auth/derive-key";

/** A kind of address that only we can make. @property letter what stands before the number */
export type SignedAddressKind = { letter: "t" | "d"; purpose: string };

/**
 * `t42.<token>`: a number that cannot be made up. Lower-case letters and digits only, since some servers fold the case of
 * a local part.
 */
export function signedLocalPart(kind: SignedAddressKind, id: number): string {
  return `${kind.letter}${id}.${token(deriveKey(kind.purpose), id)}`;
}

/** The number in an address that begins, or after a `+` goes on, with such a part; null when it is not one of ours. */
export function readSignedAddress(kind: SignedAddressKind, address: string): number | null {
  const match = new RegExp(`(?:^|[+<"\\s])${kind.letter}(\\d{1,15})\\.([0-9a-f]{20})"?@`, "i").exec(address);
  if (!match?.[1] || !match[2]) return null;
  const id = Number(match[1]);
  const given = Buffer.from(match[2].toLowerCase());
  const keys = [deriveKey(kind.purpose), ...previousKeys(kind.purpose)];
  return keys.some((key) => timingSafeEqual(Buffer.from(token(key, id)), given)) ? id : null;
}

/** 80 bits: far beyond guessing by mail. */
function token(key: Buffer, id: number): string {
  return createHmac("sha256", key).update(String(id)).digest("hex").slice(0, 20);
}
