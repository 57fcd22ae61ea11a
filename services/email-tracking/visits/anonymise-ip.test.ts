import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anonymiseIp } from "./anonymise-ip";

describe("anonymiseIp", () => {
  it.each([
    ["192.0.2.77", "192.0.2.0", "192.0.2.77"],
    ["255.255.255.255", "255.255.255.0", "255.255.255.255"],
    ["::ffff:192.0.2.77", "192.0.2.0", "192.0.2.77"],
    ["::FFFF:C000:024D", "192.0.2.0", "192.0.2.77"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1::", "2001:db8:1:2:3:4:5:6"],
    ["fe80::1%eth0", "fe80::", "fe80::1"],
    ["::1", "::", "::1"],
    ["", null, null],
    ["unknown", null, null],
    ["1", null, null],
    ["192.0.2", null, null],
    ["0x7f.0.0.1", null, null],
    ["010.0.0.1", null, null],
    ["192.0.2.77:8080", null, null],
    ["192.0.2.77, 10.0.0.1", null, null],
    ["192.0.2.256", null, null],
    ["1".repeat(10_000), null, null],
  ])("%.45s is kept as %s, or in full as %s", (ip, truncated, full) => {
    expect(anonymiseIp(ip, "truncated")).toBe(truncated);
    expect(anonymiseIp(ip, "full")).toBe(full);
    expect(anonymiseIp(ip, "none")).toBeNull();
  });

  it("takes a missing address for nothing", () => {
    expect(anonymiseIp(null, "truncated")).toBeNull();
    expect(anonymiseIp(undefined, "full")).toBeNull();
  });

  it("fits its column and keeps no more than the network, for any address", () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (ip) => {
        const kept = anonymiseIp(ip, "truncated") ?? "";
        expect(kept.length).toBeGreaterThan(0);
        expect(anonymiseIp(ip, "full")?.length).toBeLessThanOrEqual(45);
        expect(anonymiseIp(kept, "truncated")).toBe(kept);
        expect(kept).toMatch(/\.0$|::$/);
      }),
    );
  });
});
