import { describe, expect, it, vi } from "vitest";
import { GET } from "@/app/api/metrics/route";
import { connection, database } from "@/db/client";
import { connect } from "@/db/connect";
import { emailTrackingEvents } from "@/db/schema/email";
import { tablesScannedBy } from "@/db/testing/tables-scanned-by";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { counts, countUp } from "./counts";
import { noteCommit } from "./note-commit";
import { observe } from "./plain-histogram";
import { readBacklogs } from "./read-backlogs";

const token = "a-metrics-token-0123456789";
useTestDatabase({ METRICS_TOKEN: token });

const ask = (authorization?: string) =>
  GET(new Request("http://localhost/api/metrics", { headers: authorization ? { authorization } : {} }));
const scraped = async () => (await ask(`Bearer ${token}`)).text();
const now = performance.now.bind(performance);
let ahead = 0;
/** What was read from the database is no longer fresh. */
function later() {
  ahead += 60_000;
  vi.spyOn(performance, "now").mockImplementation(() => now() + ahead);
}

describe("GET /api/metrics", () => {
  it.each([
    ["nothing", undefined],
    ["another token", "Bearer another-token-0123456789"],
    ["the token and more", `Bearer ${token}0`],
    ["another scheme", `Basic ${token}`],
  ])("tells nobody anything for %s", async (_, authorization) => {
    const answer = await ask(authorization);
    expect(answer.status).toBe(401);
    expect(answer.headers.get("www-authenticate")).toContain("Bearer");
    expect(await answer.text()).not.toContain("myportal_");
  });

  it("tells what was counted, in Prometheus's format", async () => {
    noteCommit({ visits: { "open human": 2, "click scanner": 1 }, seconds: 0.01 });
    observe(counts().tracking.pixel, 0.002);
    observe(counts().tracking.pixel, 99);
    countUp(counts().attempts, "smtp retried", 3);
    const answer = await ask(`Bearer ${token}`);
    expect(answer.headers.get("content-type")).toContain("text/plain");
    const lines = (await answer.text()).split("\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        'myportal_tracking_events_total{type="open",class="human"} 2',
        'myportal_tracking_events_total{type="click",class="scanner"} 1',
        'myportal_event_group_events_bucket{le="2"} 0',
        'myportal_event_group_events_bucket{le="5"} 1',
        "myportal_event_group_events_sum 3",
        'myportal_tracking_request_seconds_bucket{kind="pixel",le="0.0025"} 1',
        'myportal_tracking_request_seconds_bucket{kind="pixel",le="+Inf"} 2',
        'myportal_tracking_request_seconds_count{kind="pixel"} 2',
        'myportal_delivery_attempts_total{transport="smtp",outcome="retried"} 3',
        "myportal_event_journal_bytes 0",
        "myportal_database_up 1",
        "myportal_database_pool_limit 20",
        "myportal_plausible_backlog_events 0",
      ]),
    );
    expect(lines.some((line) => line.startsWith("nodejs_eventloop_lag_p99_seconds "))).toBe(true);
  });

  it("tells what waits in the database, a few seconds old at most, by its indexes", async () => {
    await database()
      .insert(emailTrackingEvents)
      .values(
        Array.from({ length: 300 }, () => ({
          trackingId: "t".repeat(43),
          eventType: "open" as const,
          occurredAt: new Date(Date.now() - 90_000),
          visitClass: "human" as const,
          visitReason: "a person",
          plausibleStatus: "pending" as const,
          plausibleNextAt: new Date(),
        })),
      );
    expect(await scraped()).toContain("myportal_plausible_backlog_events 0\n");
    later();
    const scanned = await tablesScannedBy(readBacklogs);
    expect(scanned.filter((step) => !step.startsWith("<derived"))).toEqual([]);
    const text = await scraped();
    expect(text).toContain("myportal_plausible_backlog_events 300\n");
    const [, oldest] = /^myportal_plausible_backlog_oldest_seconds (\S+)/m.exec(text) ?? [];
    expect(Number(oldest)).toBeGreaterThan(89);
  });

  it("tells all that it knows itself while the database is away", async () => {
    const shared = globalThis as { __myportalConnection?: unknown };
    const there = connection();
    const nowhere = connect("mysql://nobody@127.0.0.1:1/nothing");
    shared.__myportalConnection = nowhere;
    later();
    try {
      const text = await scraped();
      expect(text).toContain("myportal_database_up 0\n");
      expect(text).toContain('myportal_tracking_events_total{type="open",class="human"} 2\n');
      expect(text).not.toMatch(/^myportal_plausible_backlog_events /m);
    } finally {
      shared.__myportalConnection = there;
      await nowhere.close();
    }
  });
});
