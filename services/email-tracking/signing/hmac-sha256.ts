import { createHash, createHmac, hash } from "node:crypto";

/** SHA-256 works on blocks of 64 bytes and gives 32. */
const blockBytes = 64;
const digestBytes = 32;
/** Room for the messages that are signed by the dozen, a tracking id and a URL, after the key's inner block. */
const roomBytes = 8_192;
const scratch = Buffer.alloc(blockBytes + roomBytes);

/** A key made ready: each part of the HMAC begins with a block of its own. */
export interface HmacKey {
  secret: Buffer;
  inner: Buffer;
  /** The key's outer block, and room for the inner digest. */
  outer: Buffer;
}

export function prepareHmacKey(secret: Buffer | string): HmacKey {
  const bytes = typeof secret === "string" ? Buffer.from(secret, "utf8") : secret;
  const block = Buffer.alloc(blockBytes);
  (bytes.length > blockBytes ? createHash("sha256").update(bytes).digest() : bytes).copy(block);
  const inner = Buffer.alloc(blockBytes);
  const outer = Buffer.alloc(blockBytes + digestBytes);
  for (let i = 0; i < blockBytes; i++) {
    const byte = block[i] ?? 0;
    inner[i] = byte ^ 0x36;
    outer[i] = byte ^ 0x5c;
  }
  return { secret: bytes, inner, outer };
}

/**
 * HMAC-SHA256 (RFC 2104) of a text's UTF-8 bytes, as base64url. The same as `createHmac`'s, put together from
 * Node's one-shot `hash`: that makes no stream object per call, which is most of the cost of signing a short text.
 */
export function hmacSha256(key: HmacKey, message: string): string {
  // A character takes three bytes at most.
  if (3 * message.length > roomBytes) {
    return createHmac("sha256", key.secret).update(message, "utf8").digest("base64url");
  }
  scratch.set(key.inner);
  const length = blockBytes + scratch.write(message, blockBytes, "utf8");
  key.outer.write(hash("sha256", scratch.subarray(0, length), "binary"), blockBytes, "binary");
  return hash("sha256", key.outer, "base64url");
}
