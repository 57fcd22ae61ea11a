import { describe, expect, it } from "vitest";
import { signClick, verifyClick } from "./click-signature";
import { parseTrackingKeys } from "./tracking-key-ring";

const derived = Buffer.alloc(32, 1);
const [one, two] = ["a".repeat(32), "b".repeat(32)];
const click = { trackingId: "t", url: "https://example.com/" };

describe("the key ring", () => {
  it("signs with the key derived from SECRET_KEY when none is listed", () => {
    const ring = parseTrackingKeys(undefined, derived);
    expect(ring.keys.map(({ id }) => id)).toEqual(["derived"]);
    expect(verifyClick({ ...click, signature: signClick(click, ring) }, ring)).toBe(true);
  });

  it("a link signed before a rotation still verifies, one of a revoked key does not", () => {
    const before = signClick(click, parseTrackingKeys(`k1:${one}`, derived));
    const oldest = signClick(click, parseTrackingKeys("", derived));
    const rotated = parseTrackingKeys(`k2:${two}, k1:${one}`, derived);
    expect(verifyClick({ ...click, signature: before }, rotated)).toBe(true);
    expect(verifyClick({ ...click, signature: oldest }, rotated)).toBe(true);
    const revoked = parseTrackingKeys(`k2:${two},k1:${one}:revoked,derived::revoked`, derived);
    expect(verifyClick({ ...click, signature: before }, revoked)).toBe(false);
    expect(verifyClick({ ...click, signature: oldest }, revoked)).toBe(false);
    expect(signClick(click, revoked)).toBe(signClick(click, rotated));
  });

  it("a link from before SECRET_KEY was changed verifies while the old one is named, and signs nothing", () => {
    const now = Buffer.from("the key derived from the SECRET_KEY of now");
    const before = signClick(click, parseTrackingKeys("", derived));
    const changed = parseTrackingKeys("", now, [derived]);
    expect(verifyClick({ ...click, signature: before }, changed)).toBe(true);
    expect(verifyClick({ ...click, signature: before }, parseTrackingKeys("", now))).toBe(false);
    expect(signClick(click, changed)).not.toBe(before);
  });

  it.each([
    ["no id", one, /entry 1: expected id:secret/],
    ["a short secret", "k1:short", /k1 is shorter than 32/],
    ["an unknown state", `k1:${one}:old`, /entry 1/],
    ["the same id twice", `k1:${one},k1:${two}`, /two keys with the id k1/],
    ["the derived key's id", `derived:${one}`, /can only be revoked/],
  ])("refuses %s without repeating a secret", (_case, list, message) => {
    expect(() => parseTrackingKeys(list, derived)).toThrow(message);
    expect(() => parseTrackingKeys(list, derived)).not.toThrow(one);
  });
});
