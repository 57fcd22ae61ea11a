import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { anyCharacter } from "@/services/testing/any-character";
import { countryOf, loadCountries } from "./country-of";

// What the logger wants to know.
Object.assign(process.env, {
  LOG_LEVEL: "silent",
  DATABASE_URL: "mysql://nobody@127.0.0.1:9/none",
  SECRET_KEY: "a-secret-key-that-only-tests-use-0123456789",
});
const shared = globalThis as { __myportalCountries?: unknown };

describe("countryOf", () => {
  // Networks of universities, research networks and registries, which stay where they are.
  it.each([
    ["129.132.1.1", "CH", "ETH Zürich"],
    ["141.76.0.1", "DE", "TU Dresden"],
    ["130.235.0.1", "SE", "Lund"],
    ["128.232.0.1", "GB", "Cambridge"],
    ["133.11.0.1", "JP", "Tokyo"],
    ["143.107.0.1", "BR", "São Paulo"],
    ["::ffff:193.0.6.139", "NL", "RIPE NCC, an IPv4 address written as IPv6"],
    ["2001:638::1", "DE", "DFN"],
    ["2001:660::1", "FR", "Renater"],
    ["2001:0630:0000:0000:0000:0000:0000:0001", "GB", "Janet, written out"],
  ])("knows %s as %s (%s)", (ip, country) => {
    expect(countryOf(ip)).toBe(country);
  });

  it.each([
    null,
    "",
    "not an address",
    "10.0.0.1",
    "127.0.0.1",
    "192.168.1.1",
    "100.64.0.1",
    "169.254.169.254",
    "192.0.2.1",
    "203.0.113.9",
    "224.0.0.1",
    "::1",
    "fe80::1",
    "fd00::1",
    "2001:db8::1",
    "::ffff:10.0.0.1",
    "1".repeat(1_000),
  ])("knows no country of %.40s", (ip) => {
    expect(countryOf(ip)).toBeNull();
  });

  it("never throws, and says two upper-case letters or nothing", () => {
    const text = fc.oneof(fc.string({ unit: anyCharacter }), fc.ipV4(), fc.ipV6());
    fc.assert(
      fc.property(text, (ip) => {
        expect(countryOf(ip) ?? "DE").toMatch(/^[A-Z]{2}$/);
      }),
    );
  });

  it("costs a visit some microseconds", () => {
    const addresses = Array.from({ length: 20_000 }, (_, i) => `${1 + (i % 220)}.${i % 251}.${i % 241}.9`);
    const rounds = [1, 2, 3].map(() => {
      const start = performance.now();
      for (const ip of addresses) countryOf(ip);
      return ((performance.now() - start) * 1_000) / addresses.length;
    });
    // Ten times what it takes on an idle machine: this notices a table that is read anew for every visit.
    expect(Math.min(...rounds)).toBeLessThan(30);
  });
});

describe("a table that is not there", () => {
  const loaded = loadCountries();
  afterEach(() => {
    shared.__myportalCountries = loaded;
  });

  it("gives no countries and no errors", () => {
    shared.__myportalCountries = undefined;
    expect(loadCountries("/nowhere/countries.mmdb").get("129.132.1.1")).toBeNull();
    expect(countryOf("129.132.1.1")).toBeNull();
  });
});
