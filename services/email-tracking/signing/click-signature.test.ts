import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyCharacter } from "@/services/testing/any-character";
import { type KeyRing, signClick, verifyClick } from "./click-signature";

const oldKey = { id: "2025", secret: "an old secret of some length" };
const newKey = { id: "2026", secret: Buffer.alloc(32, 7) };
const ring: KeyRing = { keys: [newKey, oldKey] };
const click = { trackingId: "t".repeat(43), url: "https://a.example/?b=c" };

describe("click signatures", () => {
  it("are 128 bits of base64url, the same each time", () => {
    const signature = signClick(click, ring);
    expect(signature).toMatch(/^[\w-]{22}$/);
    expect(Buffer.from(signature, "base64url")).toHaveLength(16);
    expect(signClick({ ...click }, { keys: [{ ...newKey }] })).toBe(signature);
  });

  it("are an HMAC-SHA256 that others can compute", () => {
    // printf 'click:1:a3:b:c' | openssl dgst -sha256 -hmac key -binary | head -c 16 | basenc --base64url
    expect(signClick({ trackingId: "a", url: "b:c" }, { keys: [{ id: "1", secret: "key" }] })).toBe(
      "vyAZ-3e2WdCir7ZF4YqiDA",
    );
  });

  it("hold for their id and URL only", () => {
    const signature = signClick(click, ring);
    expect(verifyClick({ ...click, signature }, ring)).toBe(true);
    expect(verifyClick({ ...click, url: `${click.url}d`, signature }, ring)).toBe(false);
    expect(verifyClick({ ...click, trackingId: "u".repeat(43), signature }, ring)).toBe(false);
  });

  it("do not hold when characters move from one value to the other", () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 8 }),
        fc.string({ maxLength: 8 }),
        fc.nat(8),
        (trackingId, url, shift) => {
          const joined = trackingId + url;
          const other = { trackingId: joined.slice(0, shift), url: joined.slice(shift) };
          fc.pre(other.trackingId !== trackingId);
          expect(verifyClick({ ...other, signature: signClick({ trackingId, url }, ring) }, ring)).toBe(
            false,
          );
        },
      ),
    );
  });

  it("survive a rotation, but not a revocation", () => {
    const signature = signClick(click, { keys: [oldKey] });
    expect(verifyClick({ ...click, signature }, ring)).toBe(true);
    expect(signClick(click, ring)).not.toBe(signature);
    expect(verifyClick({ ...click, signature }, { keys: [newKey, { ...oldKey, revoked: true }] })).toBe(
      false,
    );
    expect(verifyClick({ ...click, signature }, { keys: [newKey] })).toBe(false);
  });

  it("are made with the newest key that is not revoked", () => {
    const revoked = { keys: [{ ...newKey, revoked: true }, oldKey] };
    expect(signClick(click, revoked)).toBe(signClick(click, { keys: [oldKey] }));
  });

  it("need a key", () => {
    expect(() => signClick(click, { keys: [] })).toThrow("no signing key");
    expect(() => signClick(click, { keys: [{ id: "empty", secret: "" }] })).toThrow("no signing key");
    expect(
      verifyClick({ ...click, signature: "A".repeat(22) }, { keys: [{ id: "empty", secret: "" }] }),
    ).toBe(false);
  });

  it.each([
    null,
    "",
    "A",
    "A".repeat(22),
    "A".repeat(10_000),
    "\u00e9".repeat(22),
    "\ud800".repeat(22),
    "%".repeat(22),
  ])("that are not ours are refused without a throw: %.30j", (signature) => {
    expect(verifyClick({ ...click, signature }, ring)).toBe(false);
  });

  it("never throw, whatever comes in", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: anyCharacter }),
        fc.string({ unit: anyCharacter }),
        fc.anything(),
        (trackingId, url, signature) => {
          expect(verifyClick({ trackingId, url, signature: signature as string }, ring)).toBe(false);
        },
      ),
    );
    expect(
      verifyClick({ trackingId: undefined as unknown as string, url: "x", signature: "A".repeat(22) }, ring),
    ).toBe(false);
  });

  it("have one spelling only: the spare bits of the last character count", () => {
    const signature = signClick(click, ring);
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const last = alphabet.indexOf(signature.at(-1) ?? "");
    const twin = signature.slice(0, -1) + alphabet.charAt(last + 1);
    expect(Buffer.from(twin, "base64url")).toEqual(Buffer.from(signature, "base64url"));
    expect(verifyClick({ ...click, signature: twin }, ring)).toBe(false);
  });
});
