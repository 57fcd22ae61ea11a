import { describe, expect, it } from "vitest";
import { normalizeAddress } from "./normalize-address";

describe("an address", () => {
  it.each([
    [" Ana@Example.org ", "ana@example.org"],
    ["o'hara+shop@example.co.uk", "o'hara+shop@example.co.uk"],
    ["r&d@example.org", "r&d@example.org"],
    ["sales/emea@example.org", "sales/emea@example.org"],
    ["a=b#1!@example.org", "a=b#1!@example.org"],
    ["a..b.@docomo.ne.jp", "a..b.@docomo.ne.jp"],
    ["info@exämple.org", "info@xn--exmple-cua.org"],
    ["info@ПОЧТА.рф", "info@xn--80a1acny.xn--p1ai"],
  ])("%s is kept as %s", (given, kept) => {
    expect(normalizeAddress(given)).toBe(kept);
  });

  it.each([
    ...["", "ana", "@example.org", "ana@", "ana@localhost", "ana@example", "ana@127.0.0.1"],
    ...["ana@example.org, ben@example.org", "Ana <ana@example.org>", "ana @example.org", "a@b@example.org"],
    ...["ana@example.org\r\nBcc: x@example.org", "ana@exa mple.org", "jörg@example.org", "ana@.example.org"],
    ...[`${"a".repeat(65)}@example.org`, "ana@\u0000ä.org", "ana@ä/b.org", "ana@exam\\tplä.org"],
  ])("%j is none", (given) => {
    expect(() => normalizeAddress(given)).toThrow("is not an e-mail address");
  });
});
