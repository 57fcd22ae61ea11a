import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { emailTrackingEvents } from "@/db/schema/email";
import { plausibleDailyTotals, workerLeases } from "@/db/schema/workers";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { startPlausibleStandIn } from "@/e2e/support/plausible-stand-in";
import { purgeExpiredEvents } from "@/services/email-tracking/purge-expired-events";
import { setTracking } from "@/services/email-tracking/testing/tracking-contract";
import { forwardPendingEvents, requeueFailedEvents } from "./forward-pending-events";

useTestDatabase({ PORTAL_URL: "https://desk.example.com" });

const site = "support.example.com";
const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";
const gmail = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)";
let plausible: Awaited<ReturnType<typeof startPlausibleStandIn>>;

beforeAll(async () => {
  plausible = await startPlausibleStandIn({ sites: [site] });
});
afterAll(() => plausible.close());

const configure = (settings: Record<string, unknown> = {}) =>
  setTracking({ base_url: plausible.url, site_domain: site, send_to_plausible: true, ...settings });

beforeEach(async () => {
  plausible.events.length = 0;
  plausible.forced.length = 0;
  Object.assign(plausible.state, { dropped: 0, refused: 0, requests: 0, always: null });
  await database().delete(emailTrackingEvents);
  await database().delete(plausibleDailyTotals);
  await configure();
});

type Row = typeof emailTrackingEvents.$inferInsert;

function row(changes: Partial<Row> = {}): Row {
  return {
    trackingId: "t".repeat(43),
    eventType: "open",
    occurredAt: new Date(Date.now() - 20_000),
    userAgent: firefox,
    ipAddress: "203.0.113.77",
    visitClass: "human",
    visitReason: "opened by a person",
    client: "Firefox",
    device: "desktop",
    plausibleStatus: "pending",
    plausibleNextAt: new Date(Date.now() - 10_000),
    ...changes,
  };
}

async function lay(changes: Partial<Row> = {}) {
  const [inserted] = await database().insert(emailTrackingEvents).values(row(changes)).$returningId();
  return inserted?.id ?? 0;
}

const layMany = (count: number, changes: (index: number) => Partial<Row> = () => ({})) =>
  database()
    .insert(emailTrackingEvents)
    .values(Array.from({ length: count }, (_, index) => row(changes(index))));

async function stored(id: number) {
  const [found] = await database().select().from(emailTrackingEvents).where(eq(emailTrackingEvents.id, id));
  return found;
}

const makeDue = () =>
  database()
    .update(emailTrackingEvents)
    .set({ plausibleNextAt: new Date(0) });

async function totals() {
  const rows = await database().select().from(plausibleDailyTotals);
  return Object.fromEntries(rows.map(({ status, events }) => [status, events]));
}

describe("forwarding to Plausible", () => {
  it("sends an open with the reader's user agent and shortened address, not as an interaction, and notes it", async () => {
    const id = await lay();
    await forwardPendingEvents();
    expect(plausible.events).toMatchObject([
      {
        name: "email_open",
        domain: site,
        url: "https://desk.example.com/email/opened",
        interactive: false,
        props: { client: "Firefox", device: "desktop" },
        ip: "203.0.113.0",
        userAgent: firefox,
      },
    ]);
    expect(await stored(id)).toMatchObject({
      plausibleStatus: "sent",
      plausibleSent: true,
      plausibleSentAt: expect.any(Date),
      plausibleError: null,
    });
    expect(await totals()).toEqual({ sent: 1 });
    await forwardPendingEvents();
    expect(plausible.state.requests).toBe(1);
  });

  it("sends a click with the host of its link, and no query, fragment, person, mail or full address", async () => {
    const url = "https://shop.example.org:8443/prices/spring?email=ben@example.org#token";
    await lay({ eventType: "click", eventUrl: url });
    await forwardPendingEvents();
    expect(plausible.events).toMatchObject([
      {
        name: "email_click",
        url: "https://desk.example.com/email/clicked",
        interactive: true,
        props: { client: "Firefox", device: "desktop", link_host: "shop.example.org:8443" },
      },
    ]);
    const { headers, rawBody } = plausible.events[0] ?? {};
    expect(JSON.stringify({ headers, rawBody })).not.toMatch(/ben|token|ttt|203\.0\.113\.77|prices/);
  });

  it.each([
    ["a plain path", "/prices/spring", "/prices/spring"],
    ["no path that holds an address", "/people/ben%40example.org", undefined],
    ["no path that holds a secret", "/reset/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b", undefined],
    ["no path that Plausible would refuse", `/${"a/".repeat(1_005)}`, undefined],
  ])("with paths switched on it sends %s", async (_, path, sent) => {
    await configure({ forward_link_path: true });
    await lay({ eventType: "click", eventUrl: `https://example.com${path}?x=1` });
    await forwardPendingEvents();
    expect(plausible.events[0]?.props.link_path).toBe(sent);
    expect(plausible.events[0]?.rawBody).not.toContain("x=1");
  });

  it("an open through an image proxy goes under MyPortal's name and is counted, or not at all when that is off", async () => {
    await lay({ visitClass: "proxy", userAgent: gmail });
    await forwardPendingEvents();
    expect(plausible.events[0]?.userAgent).toBe("MyPortal/1.0 (+https://desk.example.com)");
    expect(plausible.events[0]?.ip).toBe("203.0.113.0");
    await configure({ forward_proxy_opens: false });
    const id = await lay({ visitClass: "proxy", userAgent: gmail });
    await forwardPendingEvents();
    expect(plausible.state.requests).toBe(1);
    expect(await stored(id)).toMatchObject({ plausibleStatus: "skipped" });
  });

  it("an event without a user agent is sent without one, not with a made-up one", async () => {
    await lay({ userAgent: null, ipAddress: null, client: null, device: null });
    await forwardPendingEvents();
    expect(plausible.events[0]?.headers["user-agent"]).toBeUndefined();
    expect(plausible.events[0]?.headers["x-plausible-ip"]).toBeUndefined();
  });

  it.each([
    ["a robot's user agent", { userAgent: "Somebot/1.0 bot" }, {}],
    ["a site that Plausible does not know", {}, { site_domain: "unknown.example.com" }],
  ])(
    "%s is noted as dropped and not as sent, though the answer is 202, and is not tried again",
    async (_, changes, settings) => {
      await configure(settings);
      const id = await lay(changes);
      await forwardPendingEvents();
      expect(await stored(id)).toMatchObject({
        plausibleStatus: "dropped",
        plausibleSent: false,
        plausibleSentAt: null,
        plausibleError: expect.stringMatching(/x-plausible-dropped: 1/),
      });
      expect(await totals()).toEqual({ dropped: 1 });
      await forwardPendingEvents();
      expect(plausible.state.requests).toBe(1);
    },
  );

  it("a refusal is final and keeps the field's error", async () => {
    await configure({ site_domain: `${"s".repeat(250)}.de` });
    plausible.forced.push({ status: 400, body: JSON.stringify({ errors: { url: ["is required"] } }) });
    const id = await lay();
    await forwardPendingEvents();
    expect(await stored(id)).toMatchObject({
      plausibleStatus: "failed",
      plausibleError: "Plausible answered 400: url is required",
    });
    expect(await totals()).toEqual({ failed: 1 });
  });

  it("a redirect is not followed", async () => {
    plausible.forced.push({ status: 302, headers: { location: "http://169.254.169.254/" } });
    const id = await lay();
    await forwardPendingEvents();
    expect(await stored(id)).toMatchObject({
      plausibleStatus: "failed",
      plausibleError: "Plausible answered 302",
    });
  });

  it.each([
    ["429", { status: 429, hangUp: false }],
    ["500", { status: 500, hangUp: false }],
    ["503", { status: 503, hangUp: false }],
    ["a broken connection", { status: 0, hangUp: true }],
  ])("tries again later after %s, and then it is sent once", async (_, answer) => {
    // A kept connection that breaks is tried on a new one at once.
    plausible.forced.push(answer, ...(answer.hangUp ? [answer] : []));
    const id = await lay();
    expect(await forwardPendingEvents()).toMatchObject({ isOut: true });
    const waiting = await stored(id);
    expect(waiting).toMatchObject({ plausibleStatus: "pending", plausibleAttempts: 1, plausibleSent: false });
    expect(waiting?.plausibleNextAt?.getTime()).toBeGreaterThan(Date.now() + 20_000);
    plausible.forced.length = 0;
    await forwardPendingEvents();
    expect(plausible.events).toHaveLength(0);
    await makeDue();
    await forwardPendingEvents();
    expect(await stored(id)).toMatchObject({ plausibleStatus: "sent", plausibleAttempts: 2 });
    expect(plausible.events).toHaveLength(1);
  });

  it("waits as long as Plausible asks for", async () => {
    plausible.forced.push({ status: 429, headers: { "retry-after": "300" } });
    const id = await lay();
    expect(await forwardPendingEvents()).toMatchObject({ isOut: true, retryAfterMs: 300_000 });
    expect((await stored(id))?.plausibleNextAt?.getTime()).toBeGreaterThan(Date.now() + 290_000);
  });

  it.each(["86400", "99999999999", "1e300"])(
    "but no longer than an hour, where that is Retry-After: %s",
    async (seconds) => {
      plausible.forced.push({ status: 503, headers: { "retry-after": seconds } });
      const id = await lay();
      expect(await forwardPendingEvents()).toMatchObject({ isOut: true, retryAfterMs: 3_600_000 });
      const due = (await stored(id))?.plausibleNextAt?.getTime() ?? 0;
      expect(due).toBeLessThan(Date.now() + 3_700_000);
    },
  );

  it("takes an answer that breaks off for one: what was counted is not sent again", async () => {
    await lay();
    await forwardPendingEvents();
    const id = await lay();
    plausible.forced.push({ status: 202, cutOff: true });
    await forwardPendingEvents();
    expect(await stored(id)).toMatchObject({ plausibleStatus: "sent" });
    expect(plausible.state.requests).toBe(2);
  });

  it("a Plausible that is away is asked about a few events and not about all of them", async () => {
    plausible.state.always = { status: 503 };
    await layMany(400);
    expect(await forwardPendingEvents()).toMatchObject({ isOut: true, more: true });
    expect(plausible.state.requests).toBeLessThanOrEqual(25);
    plausible.state.always = null;
    await makeDue();
    await forwardPendingEvents();
    expect(plausible.events).toHaveLength(400);
    expect(await totals()).toEqual({ sent: 400 });
  });

  it("waits when Plausible cannot be reached", async () => {
    await configure({ base_url: "http://127.0.0.1:1" });
    const id = await lay();
    await forwardPendingEvents();
    expect(await stored(id)).toMatchObject({
      plausibleStatus: "pending",
      plausibleError: expect.stringMatching(/ECONNREFUSED/),
    });
  });

  it("waits ten seconds for an answer and no longer, and tries again later", async () => {
    plausible.forced.push({ status: 202, afterMs: 60_000 });
    const id = await lay();
    const startedAt = performance.now();
    expect(await forwardPendingEvents()).toMatchObject({ isOut: true });
    expect(performance.now() - startedAt).toBeLessThan(12_000);
    expect(await stored(id)).toMatchObject({
      plausibleStatus: "pending",
      plausibleAttempts: 1,
      plausibleError: expect.stringMatching(/does not answer.*\(ETIMEDOUT\)/),
    });
  });

  it.each([
    ["http://169.254.169.254", {}],
    ["http://127.0.0.1:9", { allow_private_urls: false }],
    ["http://localhost:9", { allow_private_urls: false }],
  ])("never speaks to %s under %j, however it got into the settings", async (base_url, others) => {
    await configure({ base_url, ...others });
    const id = await lay();
    await forwardPendingEvents();
    expect(await stored(id)).toMatchObject({
      plausibleStatus: "failed",
      plausibleError: expect.stringMatching(/not allowed/),
    });
  });

  it.each([
    ["expired", { occurredAt: new Date(Date.now() - 25 * 3_600_000) }, {}],
    ["expired", { occurredAt: new Date(Date.now() - 3 * 3_600_000) }, { forward_within_hours: 2 }],
    ["skipped", {}, { send_to_plausible: false }],
    ["skipped", {}, { tracking_mode: "off" }],
  ] as const)("sends nothing and notes %s for %j with %j", async (status, changes, settings) => {
    await configure(settings);
    const id = await lay(changes);
    await forwardPendingEvents();
    expect(plausible.state.requests).toBe(0);
    expect(await stored(id)).toMatchObject({ plausibleStatus: status, plausibleSent: false });
    expect(await totals()).toEqual({ [status]: 1 });
  });

  it("paused, it touches nothing, and goes on afterwards", async () => {
    await configure({ forwarding_paused: true });
    const id = await lay();
    await forwardPendingEvents();
    expect(plausible.state.requests).toBe(0);
    expect(await stored(id)).toMatchObject({ plausibleStatus: "pending", plausibleAttempts: 0 });
    await configure();
    await forwardPendingEvents();
    expect(await stored(id)).toMatchObject({ plausibleStatus: "sent" });
  });

  it("what failed can be tried again, unless it is too old to be counted", async () => {
    const [young, old] = [await lay(), await lay({ occurredAt: new Date(Date.now() - 30 * 3_600_000) })];
    await database().update(emailTrackingEvents).set({ plausibleStatus: "failed", plausibleNextAt: null });
    expect(await requeueFailedEvents()).toBe(1);
    await forwardPendingEvents();
    expect(await stored(young)).toMatchObject({ plausibleStatus: "sent" });
    expect(await stored(old)).toMatchObject({ plausibleStatus: "failed" });
  });

  it("several processes at once send each event once, the oldest first; what is not due waits", async () => {
    await layMany(120, (index) => ({
      plausibleNextAt: new Date(Date.now() - 60_000 + index),
      client: `client ${index}`,
    }));
    const later = await lay({ plausibleNextAt: new Date(Date.now() + 60_000) });
    await Promise.all([forwardPendingEvents(), forwardPendingEvents(), forwardPendingEvents()]);
    expect(plausible.events).toHaveLength(120);
    const order = plausible.events.map(({ props }) => Number(props.client?.slice(7)));
    // Those of one part are on their way together.
    expect(order.map((index) => Math.floor(index / 25))).toEqual(
      order.map((_, place) => Math.floor(place / 25)),
    );
    expect(await stored(later)).toMatchObject({ plausibleStatus: "pending", plausibleAttempts: 0 });
  });

  it("a process that dies on the way repeats at most what was on its way, and another goes on", async () => {
    await layMany(100);
    // As it looks when a process was killed after Plausible took a part of a part, and nothing of it was noted.
    plausible.forced.push(...Array.from({ length: 40 }, () => ({ status: 202, afterMs: 0 })));
    const connection = database();
    const dying = forwardPendingEvents();
    await expect.poll(() => plausible.state.requests).toBeGreaterThan(25);
    await connection.update(workerLeases).set({ owner: "somebody else" });
    await dying;
    await connection.update(workerLeases).set({ leasedUntil: new Date(0) });
    await forwardPendingEvents();
    const [row] = await connection
      .select({ sent: sql<number>`SUM(plausible_status = 'sent')`.mapWith(Number) })
      .from(emailTrackingEvents);
    expect(row?.sent).toBe(100);
    expect(plausible.state.requests).toBeLessThanOrEqual(125);
  });
});

describe("retention", () => {
  it("deletes events older than the setting and no others", async () => {
    await setTracking({ retention_days: 30 });
    const old = await lay({ occurredAt: new Date(Date.now() - 31 * 86_400_000) });
    const young = await lay({ occurredAt: new Date(Date.now() - 29 * 86_400_000) });
    expect(await purgeExpiredEvents()).toEqual({ deleted: 1, more: false });
    expect(await stored(old)).toBeUndefined();
    expect(await stored(young)).toBeDefined();
    const [plan] = await database().execute(
      sql`EXPLAIN DELETE FROM email_tracking_events WHERE occurred_at < '2020-01-01' ORDER BY occurred_at LIMIT 2000`,
    );
    expect(JSON.stringify(plan)).toContain("email_tracking_events_occurred");
  });
});
