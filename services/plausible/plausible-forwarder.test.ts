import { eq } from "drizzle-orm";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { database } from "@/db/client";
import { emailTrackingEvents } from "@/db/schema/email";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { startPlausibleStandIn } from "@/e2e/support/plausible-stand-in";
import { setTracking } from "@/services/email-tracking/testing/tracking-contract";
import { readWorkerRuns } from "@/services/workers/worker-runs";
import {
  nextPauseMs,
  startPlausibleForwarder,
  stopPlausibleForwarder,
  wakePlausibleForwarder,
} from "./plausible-forwarder";

useTestDatabase({ PORTAL_URL: "https://desk.example.com" });

const site = "support.example.com";
let plausible: Awaited<ReturnType<typeof startPlausibleStandIn>>;
beforeAll(async () => {
  plausible = await startPlausibleStandIn({ sites: [site] });
  await setTracking({ base_url: plausible.url, site_domain: site, send_to_plausible: true });
});
afterEach(stopPlausibleForwarder);
afterAll(() => plausible.close());

async function lay() {
  const [inserted] = await database()
    .insert(emailTrackingEvents)
    .values({
      ...{ trackingId: "t".repeat(43), eventType: "open", occurredAt: new Date(Date.now() - 20_000) },
      ...{ userAgent: "Thunderbird/128", visitClass: "human", visitReason: "a person" },
      ...{ plausibleStatus: "pending", plausibleNextAt: new Date(Date.now() - 10_000) },
    })
    .$returningId();
  return inserted?.id ?? 0;
}
const statusOf = async (id: number) => {
  const [row] = await database().select().from(emailTrackingEvents).where(eq(emailTrackingEvents.id, id));
  return row?.plausibleStatus;
};
const soon = { timeout: 10_000 };
const aWhile = () => new Promise((resolve) => setTimeout(resolve, 3_000));

it("sends what is there and what comes, and shows that it runs", async () => {
  const there = await lay();
  startPlausibleForwarder();
  await expect.poll(() => statusOf(there), soon).toBe("sent");
  const later = await lay();
  await expect.poll(() => statusOf(later), soon).toBe("sent");
  expect([...(await readWorkerRuns()).keys()]).toContain("plausible forwarder");
});

it("leaves a Plausible that is out alone for ten seconds, and asks it at once when it is woken", async () => {
  plausible.state.always = { status: 503 };
  const event = await lay();
  startPlausibleForwarder();
  const asked = plausible.state.requests;
  await expect.poll(() => plausible.state.requests, soon).toBeGreaterThan(asked);
  await expect.poll(() => readNextAt(event), soon).toBeGreaterThan(Date.now());
  plausible.state.always = null;
  const others = await lay();
  await aWhile();
  expect(await statusOf(others)).toBe("pending");
  wakePlausibleForwarder();
  await expect.poll(() => statusOf(others), { timeout: 1_500 }).toBe("sent");
});

it("a Plausible that is away for an hour is asked some twenty times, about a few events each", () => {
  let looks = 0;
  let pauseMs = 0;
  for (let away = 0; away < 3_600_000; away += pauseMs) {
    looks++;
    pauseMs = nextPauseMs(pauseMs);
  }
  // How many events a look tries is tested with forwardPendingEvents: 25.
  expect(looks).toBeLessThanOrEqual(20);
  expect(pauseMs).toBe(5 * 60_000);
});

it("stopped, it has settled what was on its way, and takes nothing new", async () => {
  const onItsWay = await lay();
  plausible.forced.push({ status: 202, afterMs: 1_000 });
  const asked = plausible.state.requests;
  startPlausibleForwarder();
  await expect.poll(() => plausible.state.requests, soon).toBeGreaterThan(asked);
  await stopPlausibleForwarder();
  expect(await statusOf(onItsWay)).toBe("sent");
  const afterwards = await lay();
  await aWhile();
  expect(await statusOf(afterwards)).toBe("pending");
});

async function readNextAt(id: number) {
  const [row] = await database().select().from(emailTrackingEvents).where(eq(emailTrackingEvents.id, id));
  return row?.plausibleNextAt?.getTime() ?? 0;
}
