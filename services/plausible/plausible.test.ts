import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { emailTrackingEvents } from "@/db/schema/email";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { purgeExpiredEvents } from "@/services/email-tracking/purge-expired-events";
import { setTracking } from "@/services/email-tracking/testing/tracking-contract";
import { forwardPendingEvents } from "./forward-pending-events";

useTestDatabase();

const firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0";
type Received = { path: string | undefined; headers: IncomingHttpHeaders; body: Record<string, unknown> };
const received: Received[] = [];
let answer: { status: number; headers?: Record<string, string> } = { status: 202 };
let baseUrl = "";

const standIn = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => {
    body += chunk;
  });
  request.on("end", () => {
    received.push({ path: request.url, headers: request.headers, body: JSON.parse(body) });
    response.writeHead(answer.status, answer.headers).end("ok");
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => standIn.listen(0, "127.0.0.1", resolve));
  baseUrl = `http://127.0.0.1:${(standIn.address() as AddressInfo).port}`;
});
afterAll(() => standIn.close());

beforeEach(async () => {
  received.length = 0;
  answer = { status: 202 };
  await database().delete(emailTrackingEvents);
  await setTracking({ base_url: baseUrl, site_domain: "support.example.com", send_to_plausible: true });
});

type Row = typeof emailTrackingEvents.$inferInsert;

async function lay(changes: Partial<Row> = {}) {
  const [row] = await database()
    .insert(emailTrackingEvents)
    .values({
      trackingId: "t".repeat(43),
      eventType: "open",
      occurredAt: new Date(Date.now() - 20_000),
      userAgent: firefox,
      ipAddress: "203.0.113.77",
      visitClass: "human",
      visitReason: "opened by a person",
      plausibleStatus: "pending",
      plausibleNextAt: new Date(Date.now() - 10_000),
      ...changes,
    })
    .$returningId();
  return row?.id ?? 0;
}

async function stored(id: number) {
  const [row] = await database().select().from(emailTrackingEvents).where(eq(emailTrackingEvents.id, id));
  return row;
}

describe("forwarding to Plausible", () => {
  it("sends an open with the reader's user agent and shortened address, and notes it", async () => {
    const id = await lay();
    await forwardPendingEvents();
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({
      path: "/api/event",
      headers: {
        "user-agent": firefox,
        "x-plausible-ip": "203.0.113.0",
        "x-forwarded-for": "203.0.113.0",
        "content-type": "application/json",
      },
      body: {
        name: "Email Open",
        domain: "support.example.com",
        url: "https://support.example.com/email/open",
      },
    });
    expect(await stored(id)).toMatchObject({
      plausibleStatus: "sent",
      plausibleSent: true,
      plausibleSentAt: expect.any(Date),
      plausibleError: null,
    });
    await forwardPendingEvents();
    expect(received).toHaveLength(1);
  });

  it("sends of a click neither query nor fragment, and nothing that names a person or a mail", async () => {
    await lay({ eventType: "click", eventUrl: "https://example.com/prices?email=ben@example.org#token" });
    await lay({ eventType: "click", eventUrl: "https://example.com/people/ben%40example.org" });
    await forwardPendingEvents();
    const links = received
      .map(({ body }) => body.props)
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    expect(links).toEqual([{ link: "https://example.com" }, { link: "https://example.com/prices" }]);
    expect(JSON.stringify(received)).not.toMatch(/ben|token|ttt|203\.0\.113\.77/);
  });

  it("an event without a user agent is sent without one, not with a made-up one", async () => {
    await lay({ userAgent: null, ipAddress: null });
    await forwardPendingEvents();
    expect(received[0]?.headers["user-agent"]).toBeUndefined();
    expect(received[0]?.headers["x-plausible-ip"]).toBeUndefined();
  });

  it.each([
    ["dropped", { status: 202, headers: { "x-plausible-dropped": "1" } }, /dropped/],
    ["failed", { status: 400 }, /400/],
    ["failed", { status: 302, headers: { location: "http://169.254.169.254/" } }, /302/],
  ] as const)("notes %s for an answer %j, and does not try again", async (status, given, detail) => {
    answer = given;
    const id = await lay();
    await forwardPendingEvents();
    expect(await stored(id)).toMatchObject({
      plausibleStatus: status,
      plausibleSent: false,
      plausibleSentAt: null,
      plausibleError: expect.stringMatching(detail),
    });
    await forwardPendingEvents();
    expect(received).toHaveLength(1);
  });

  it.each([[429], [500], [503]])("tries again later after %i, and then it is sent", async (status) => {
    answer = { status };
    const id = await lay();
    await forwardPendingEvents();
    const waiting = await stored(id);
    expect(waiting).toMatchObject({ plausibleStatus: "pending", plausibleAttempts: 1 });
    expect(waiting?.plausibleNextAt?.getTime()).toBeGreaterThan(Date.now() + 20_000);
    await forwardPendingEvents();
    expect(received).toHaveLength(1);
    answer = { status: 202 };
    await database()
      .update(emailTrackingEvents)
      .set({ plausibleNextAt: new Date(0) });
    await forwardPendingEvents();
    expect(await stored(id)).toMatchObject({ plausibleStatus: "sent", plausibleAttempts: 2 });
  });

  it("waits when Plausible cannot be reached", async () => {
    await setTracking({ base_url: "http://127.0.0.1:1", send_to_plausible: true });
    const id = await lay();
    await forwardPendingEvents();
    expect(await stored(id)).toMatchObject({
      plausibleStatus: "pending",
      plausibleError: expect.stringMatching(/ECONNREFUSED/),
    });
  });

  it.each([
    ["http://169.254.169.254", {}],
    ["http://127.0.0.1:9", { allow_private_urls: false }],
    ["http://localhost:9", { allow_private_urls: false }],
  ])("never speaks to %s under %j, however it got into the settings", async (base_url, others) => {
    await setTracking({ base_url, send_to_plausible: true, ...others });
    const id = await lay();
    await forwardPendingEvents();
    expect(await stored(id)).toMatchObject({
      plausibleStatus: "failed",
      plausibleError: expect.stringMatching(/not allowed/),
    });
  });

  it.each([
    ["skipped", { visitClass: "proxy" }, {}],
    ["expired", { occurredAt: new Date(Date.now() - 7 * 3_600_000) }, {}],
    ["skipped", {}, { send_to_plausible: false }],
  ] as const)("sends nothing and notes %s for %j with %j", async (status, changes, settings) => {
    await setTracking({ base_url: baseUrl, send_to_plausible: true, ...settings });
    const id = await lay(changes);
    await forwardPendingEvents();
    expect(received).toEqual([]);
    expect(await stored(id)).toMatchObject({ plausibleStatus: status, plausibleSent: false });
  });

  it("several workers at once send each event once; what is not due waits", async () => {
    for (let index = 0; index < 120; index++) await lay();
    const later = await lay({ plausibleNextAt: new Date(Date.now() + 60_000) });
    await Promise.all([forwardPendingEvents(), forwardPendingEvents(), forwardPendingEvents()]);
    expect(received).toHaveLength(120);
    expect(await stored(later)).toMatchObject({ plausibleStatus: "pending", plausibleAttempts: 0 });
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
