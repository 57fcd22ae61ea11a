import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { emailTrackingEvents } from "@/db/schema/email";
import { plausibleDailyTotals } from "@/db/schema/workers";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { startPlausibleStandIn } from "@/e2e/support/plausible-stand-in";
import { listAuditLog } from "@/services/audit/list-audit-log";
import type { Actor } from "@/services/auth/actor";
import { setTracking } from "@/services/email-tracking/testing/tracking-contract";
import { forwardPendingEvents } from "./forward-pending-events";
import { getForwardingState } from "./forwarding-state";
import { pauseForwarding, retryFailedForwarding } from "./steer-forwarding";

useTestDatabase({ PORTAL_URL: "https://desk.example.com" });

const admin: Actor = { kind: "system", name: "Ada", role: "admin" };
const agent: Actor = { kind: "api_key", apiKeyId: 7, name: "Ben", role: "agent" };
let plausible: Awaited<ReturnType<typeof startPlausibleStandIn>>;
beforeAll(async () => {
  plausible = await startPlausibleStandIn({ sites: ["support.example.com"] });
});
afterAll(() => plausible.close());

const lay = (count: number, changes: Partial<typeof emailTrackingEvents.$inferInsert> = {}) =>
  database()
    .insert(emailTrackingEvents)
    .values(
      Array.from({ length: count }, () => ({
        trackingId: "t".repeat(43),
        eventType: "open" as const,
        occurredAt: new Date(Date.now() - 60_000),
        userAgent: "Mozilla/5.0 Firefox/133.0",
        visitClass: "human" as const,
        visitReason: "a person",
        plausibleStatus: "pending" as const,
        plausibleNextAt: new Date(Date.now() - 50_000),
        ...changes,
      })),
    );

describe("the state of forwarding", () => {
  it("tells what waits, what was sent and dropped, what failed and why, and what to set up in Plausible", async () => {
    await setTracking({
      base_url: plausible.url,
      site_domain: "support.example.com",
      send_to_plausible: true,
    });
    await lay(3);
    await forwardPendingEvents();
    plausible.forced.push(
      { status: 400, body: JSON.stringify({ errors: { url: ["is required"] } }) },
      { status: 202, headers: { "x-plausible-dropped": "1" } },
      { status: 503 },
    );
    await lay(4);
    await forwardPendingEvents();
    const state = await getForwardingState();
    expect(state).toMatchObject({
      ...{ mode: "on", siteDomain: "support.example.com", pending: 1, failed: 1 },
      ...{ waitingBecause: "Plausible answered 503", oldestPendingAt: expect.any(Date) },
      totals: { sent: 4, failed: 1, dropped: 1, expired: 0, skipped: 0 },
      last: {
        sent: { at: expect.any(Date) },
        failed: { detail: "Plausible answered 400: url is required" },
      },
      lastRunAt: expect.any(Date),
      reasons: expect.arrayContaining([
        { status: "failed", reason: "refused", events: 1 },
        { status: "dropped", reason: "under_readers_name", events: 1 },
      ]),
      setUp: { goals: ["email_open", "email_click"], properties: ["client", "device", "link_host"] },
    });
  });

  it("an admin pauses it and tries again what failed, an agent does not, and the audit log knows", async () => {
    await pauseForwarding(admin, true);
    expect((await getForwardingState()).mode).toBe("paused");
    await expect(pauseForwarding(agent, false)).rejects.toThrow();
    await expect(retryFailedForwarding(agent)).rejects.toThrow();
    expect(await retryFailedForwarding(admin)).toBe(1);
    expect(await getForwardingState()).toMatchObject({ pending: 2, failed: 0 });
    await pauseForwarding(admin, false);
    const { entries } = await listAuditLog();
    expect(entries.map(({ action }) => action)).toContain("plausible.failed_events_retried");
  });

  it("offers to try again what is young enough to be counted, however much was refused before", async () => {
    await database().delete(emailTrackingEvents);
    const refused = { plausibleStatus: "failed", plausibleNextAt: null } as const;
    for (let thousands = 0; thousands < 10; thousands++)
      await lay(1000, { ...refused, occurredAt: new Date(Date.now() - 25 * 3_600_000) });
    expect(await getForwardingState()).toMatchObject({ failed: 0 });
    await lay(2, refused);
    expect(await getForwardingState()).toMatchObject({ failed: 2 });
    expect(await retryFailedForwarding(admin)).toBe(2);
    expect(await getForwardingState()).toMatchObject({ failed: 0 });
  });

  it("reads no more of the events than it counts, however many are sent", async () => {
    for (const status of ["pending", "failed"]) {
      const [plan] = await database().execute(
        sql`EXPLAIN SELECT 1 FROM email_tracking_events WHERE plausible_status = ${status} LIMIT 100001`,
      );
      expect(JSON.stringify(plan)).toMatch(/"key":"email_tracking_events_plausible".*Using index/);
    }
  });

  it("tells what was not sent by its reason: under whose name it was thrown away, and why it was never tried", async () => {
    await database().delete(emailTrackingEvents);
    await database().delete(plausibleDailyTotals);
    await setTracking({
      base_url: plausible.url,
      site_domain: "unknown.example.com",
      send_to_plausible: true,
    });
    const tooOld = { occurredAt: new Date(Date.now() - 25 * 3_600_000) };
    await lay(4);
    await lay(3, { visitClass: "proxy" });
    await lay(2, { ...tooOld, plausibleError: "Plausible answered 503" });
    await lay(1, tooOld);
    await forwardPendingEvents();
    expect((await getForwardingState()).reasons).toEqual([
      { status: "dropped", reason: "under_readers_name", events: 4 },
      { status: "dropped", reason: "under_own_name", events: 3 },
      { status: "expired", reason: "plausible_away", events: 2 },
      { status: "expired", reason: "held_back", events: 1 },
    ]);
    await setTracking({ base_url: "http://169.254.169.254", send_to_plausible: true });
    await lay(7);
    await forwardPendingEvents();
    await setTracking({ base_url: plausible.url, send_to_plausible: true, forward_proxy_opens: false });
    await lay(6, { visitClass: "proxy" });
    await forwardPendingEvents();
    await setTracking({ base_url: plausible.url, send_to_plausible: false });
    await lay(5);
    await forwardPendingEvents();
    const { reasons, totals } = await getForwardingState();
    expect(reasons.slice(0, 3)).toEqual([
      { status: "failed", reason: "address_refused", events: 7 },
      { status: "skipped", reason: "proxy_opens_off", events: 6 },
      { status: "skipped", reason: "switched_off", events: 5 },
    ]);
    expect(totals).toEqual({ sent: 0, dropped: 7, expired: 3, failed: 7, skipped: 11 });
  });
});
