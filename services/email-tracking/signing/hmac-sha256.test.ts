import { createHmac } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyCharacter } from "@/services/testing/any-character";
import { hmacSha256, prepareHmacKey } from "./hmac-sha256";

const inHex = (digest: string) => Buffer.from(digest, "base64url").toString("hex");

describe("hmacSha256", () => {
  // RFC 4231, test cases 1, 2, 6 and 7.
  it.each([
    [Buffer.alloc(20, 0x0b), "Hi There", "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"],
    [
      "Jefe",
      "what do ya want for nothing?",
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    ],
    [
      Buffer.alloc(131, 0xaa),
      "Test Using Larger Than Block-Size Key - Hash Key First",
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
    ],
    [
      Buffer.alloc(131, 0xaa),
      "This is a test using a larger than block-size key and a larger than block-size data. The key needs to be hashed before being used by the HMAC algorithm.",
      "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
    ],
  ])("gives the digests of RFC 4231", (secret, message, digest) => {
    expect(inHex(hmacSha256(prepareHmacKey(secret), message))).toBe(digest);
  });

  it("agrees with createHmac for any key and text, one after the other with the same key", () => {
    const text = fc.oneof(
      fc.string({ unit: anyCharacter }),
      fc.string({ maxLength: 40 }).map((s) => s.repeat(300)),
    );
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 150 }),
        fc.array(text, { minLength: 1 }),
        (secret, messages) => {
          const key = prepareHmacKey(Buffer.from(secret));
          for (const message of messages) {
            expect(hmacSha256(key, message)).toBe(
              createHmac("sha256", secret).update(message, "utf8").digest("base64url"),
            );
          }
        },
      ),
    );
  });
});
