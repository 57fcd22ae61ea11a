import { timingSafeEqual } from "node:crypto";
import { type HmacKey, hmacSha256, prepareHmacKey } from "./hmac-sha256";

/** A signing key. A revoked one verifies nothing any more. */
export interface SigningKey {
  id: string;
  secret: Buffer | string;
  revoked?: boolean;
}

/** The keys in force, newest first: the first that is not revoked signs, all that are not revoked verify. */
export interface KeyRing {
  keys: readonly SigningKey[];
}

export interface SignedClick {
  trackingId: string;
  /** The exact destination. */
  url: string;
}

/** 128 bits as base64url: no forger can try 2^128 of them against a web server. */
const signatureLength = 22;

/** Preparing a key costs more than one signature, and there are 50 links in a mail. */
const preparedKeys = new WeakMap<SigningKey, HmacKey>();

function prepared(key: SigningKey): HmacKey {
  let ready = preparedKeys.get(key);
  if (!ready) {
    ready = prepareHmacKey(key.secret);
    preparedKeys.set(key, ready);
  }
  return ready;
}

function isUsable({ revoked, secret }: SigningKey): boolean {
  return !revoked && secret.length > 0;
}

/** The characters of base64url whose last four bits are zero, and so end a value of 128 bits. */
const lastCharacters = "AQgw";
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/**
 * HMAC-SHA256 (RFC 2104) over both values, each after its length, so that no pair can be cut elsewhere into
 * another pair with the same bytes; the first word keeps the key's other uses apart. Of the digest
 * the first 128 bits are the signature.
 */
function signatureOf({ trackingId, url }: SignedClick, key: SigningKey): string {
  const message = `click:${trackingId.length}:${trackingId}${url.length}:${url}`;
  const digest = hmacSha256(prepared(key), message);
  const last = alphabet.indexOf(digest.charAt(signatureLength - 1)) >> 4;
  return digest.slice(0, signatureLength - 1) + lastCharacters.charAt(last);
}

/**
 * Signs a link of a tracked mail with the newest key: 22 characters of base64url.
 *
 * @throws Error if the ring has no usable key
 */
export function signClick(click: SignedClick, keyRing: KeyRing): string {
  const key = keyRing.keys.find(isUsable);
  if (!key) throw new Error("no signing key in force for tracked links");
  return signatureOf(click, key);
}

/** Whether we signed this link with a key that is still in force. Never throws, whatever the request brought. */
export function verifyClick(click: SignedClick & { signature: string | null }, keyRing: KeyRing): boolean {
  const { signature, trackingId, url } = click;
  if (typeof trackingId !== "string" || typeof url !== "string") return false;
  if (typeof signature !== "string" || signature.length !== signatureLength) return false;
  const given = Buffer.from(signature, "utf8");
  // 22 characters of base64url are 22 bytes; others would differ in length, which timingSafeEqual refuses.
  if (given.length !== signatureLength) return false;
  // Which key signed is no secret, and it is nearly always the first.
  return keyRing.keys.some(
    (key) =>
      isUsable(key) && timingSafeEqual(given, Buffer.from(signatureOf({ trackingId, url }, key), "latin1")),
  );
}
