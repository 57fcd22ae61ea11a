import { describe, expect, it } from "vitest";
import { clients } from "@/db/seed/demo/clients";
import { classifyVisit } from "./classify-visit";
import { burstReason, findScans, type StoredVisit, scannerIn, scanReason } from "./find-scans";

const visit = (at: number, changes: Partial<StoredVisit> = {}): StoredVisit => ({
  ...{ id: at, deliveryId: 1, eventType: "click" as const, occurredAt: new Date(at) },
  ...{ visitClass: "human" as const, visitReason: "clicked by a person", ipAddress: null, link: `#${at}` },
  ...changes,
});

describe("findScans", () => {
  it("joins what belongs to one long scan, and keeps two apart", () => {
    const clicks = [0, 900, 1_800, 2_700, 3_600, 60_000, 60_001, 60_002].map((at) => visit(at));
    expect(findScans(clicks.reverse())).toEqual([
      { deliveryId: 1, by: "burst", from: -2_000, to: 5_600 },
      { deliveryId: 1, by: "burst", from: 58_000, to: 62_002 },
    ]);
  });

  it("counts links and not clicks, of one copy and not of all", () => {
    expect(findScans([0, 1, 2, 3].map((at) => visit(at, { link: "#1" })))).toEqual([]);
    expect(findScans([0, 1, 2].map((at) => visit(at, { deliveryId: at })))).toEqual([]);
  });

  it("finds the same again after it has changed the visits' classes", () => {
    const clicks = [0, 10, 20].map((at) => visit(at));
    const scans = findScans(clicks);
    const changed = clicks.map((click) => {
      const visitReason = scanReason(click, scans) ?? "";
      return { ...click, visitClass: "scanner" as const, visitReason };
    });
    expect(findScans(changed)).toEqual(scans);
    expect(changed.map((click) => scanReason(click, scans))).toEqual([burstReason, burstReason, burstReason]);
  });

  it("takes ten thousand clicks in a moment", () => {
    const flood = Array.from({ length: 10_000 }, (_, at) => visit(at, { link: `#${at % 500}` }));
    expect(findScans(flood)).toHaveLength(1);
  });
});

describe("a gateway that says its name", () => {
  const named = (at: number, ipAddress: string | null) =>
    visit(at, {
      ...{ eventType: "open", link: null },
      ...{ visitClass: "scanner", visitReason: "Barracuda Sentinel", ipAddress },
    });

  it("that comes ten thousand times is looked at once for each visit beside it", () => {
    const flood = Array.from({ length: 10_000 }, (_, at) => named(at % 4_000, "192.0.2.7"));
    const scans = findScans([...flood, named(1_000_000, "192.0.2.7"), named(1_000_000, null)]);
    expect(scans.map(({ from, to }) => [from, to])).toEqual([
      [-5_000, 8_999],
      [995_000, 1_005_000],
      [-2_000, 5_999],
      [998_000, 1_002_000],
      [998_000, 1_002_000],
    ]);
    const reasonAt = (at: number, ipAddress: string | null) => scanReason(visit(at, { ipAddress }), scans);
    const reason = "beside a scan by Barracuda Sentinel";
    expect(reasonAt(8_999, "192.0.2.9")).toBe(reason);
    expect(reasonAt(9_000, "192.0.2.9")).toBeNull();
    expect(reasonAt(0, "198.51.100.1")).toBeNull();
    expect(reasonAt(5_999, null)).toBe(reason);
    expect(reasonAt(6_000, null)).toBeNull();
    expect(reasonAt(1_002_000, "198.51.100.1")).toBe(reason);
    expect(reasonAt(1_002_001, "198.51.100.1")).toBeNull();
  });
});

describe("scannerIn", () => {
  it.each([
    [burstReason, "a security scanner"],
    ["beside a scan by Barracuda Sentinel", "Barracuda Sentinel"],
    ["Barracuda Sentinel", "Barracuda Sentinel"],
    ["Slack's link preview", null],
    ["opened by a person", null],
  ])("of %s is %s", (reason, scanner) => {
    expect(scannerIn(reason)).toBe(scanner);
  });
});

describe("the demo's visitors", () => {
  it.each(Object.entries(clients))("%s is called what it would be called here", (_name, client) => {
    const { userAgent, visitClass } = client;
    const reason = "visitReason" in client ? client.visitReason : null;
    if (reason === burstReason) return expect(visitClass).toBe("scanner");
    const { class: found, reason: why } = classifyVisit({
      ...{ eventType: "open", method: "GET", userAgent, ip: null, recipientIsAgent: false },
      headers: {
        referrer: "referrer" in client ? client.referrer : null,
        secFetchSite: visitClass === "self" ? "same-origin" : null,
      },
      portalUrl: "https://desk.example",
    });
    expect(found).toBe(visitClass);
    if (reason !== null) expect(why).toBe(reason);
  });
});
