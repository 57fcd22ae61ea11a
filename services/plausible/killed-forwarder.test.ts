import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { database } from "@/db/client";
import { emailTrackingEvents } from "@/db/schema/email";
import { workerLeases } from "@/db/schema/workers";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { startPlausibleStandIn } from "@/e2e/support/plausible-stand-in";
import { bundleProgram } from "@/services/email-delivery/testing/bundle-program";
import { setTracking } from "@/services/email-tracking/testing/tracking-contract";

useTestDatabase({ PORTAL_URL: "https://desk.example.com" });

const site = "support.example.com";
const events = 3_000;
/** Those on their way and those being settled: what docs/integration-modules.md says. */
const mostTwice = 50;
const kills = 5;

let plausible: Awaited<ReturnType<typeof startPlausibleStandIn>>;
let program: string;
let child: ChildProcess | null = null;
beforeAll(async () => {
  plausible = await startPlausibleStandIn({ sites: [site] });
  await setTracking({ base_url: plausible.url, site_domain: site, send_to_plausible: true });
  program = await bundleProgram(
    fileURLToPath(new URL("./testing/forwarder-process.ts", import.meta.url)),
    "forwarder",
  );
});
afterAll(async () => {
  child?.kill("SIGKILL");
  await plausible.close();
  rmSync(program, { force: true });
});

async function start() {
  // As if the 30 s of the dead one's lease were over.
  await database().update(workerLeases).set({ leasedUntil: sql`UTC_TIMESTAMP(6) - INTERVAL 1 SECOND` });
  child = fork(program, { execArgv: [], stdio: ["ignore", "ignore", "inherit", "ipc"] });
  await once(child, "message");
}

async function kill() {
  const ended = child ? once(child, "exit") : null;
  child?.kill("SIGKILL");
  await ended;
}

it(`killed ${kills} times in the middle, the forwarder loses no event and sends ${mostTwice} twice a kill at most`, async () => {
  await database()
    .insert(emailTrackingEvents)
    .values(
      Array.from({ length: events }, (_, index) => ({
        ...{ trackingId: "t".repeat(43), eventType: "open" as const, client: `client ${index}` },
        ...{ occurredAt: new Date(Date.now() - 60_000), userAgent: "Thunderbird/128" },
        ...{ visitClass: "human" as const, visitReason: "a person", plausibleStatus: "pending" as const },
        plausibleNextAt: new Date(Date.now() - 50_000 + index),
      })),
    );
  const twice: number[] = [];
  for (let killed = 0; killed < kills; killed++) {
    const before = { sent: plausible.events.length, different: differentEvents() };
    await start();
    await expect
      .poll(() => plausible.events.length - before.sent, { interval: 5, timeout: 30_000 })
      .toBeGreaterThan(300);
    await kill();
    twice.push(plausible.events.length - before.sent - (differentEvents() - before.different));
  }
  expect(plausible.events.length).toBeLessThan(events);
  const before = { sent: plausible.events.length, different: differentEvents() };
  await start();
  await expect.poll(waiting, { timeout: 30_000 }).toBe(0);
  await kill();
  twice.push(plausible.events.length - before.sent - (differentEvents() - before.different));
  expect(differentEvents()).toBe(events);
  expect(Math.max(...twice), String(twice)).toBeLessThanOrEqual(mostTwice);
  const [rows] = await database().execute(
    sql`SELECT plausible_status AS status, plausible_sent AS sent, COUNT(*) AS events FROM email_tracking_events
        GROUP BY plausible_status, plausible_sent`,
  );
  expect(rows).toEqual([{ status: "sent", sent: 1, events }]);
});

const differentEvents = () => new Set(plausible.events.map(({ props }) => props.client)).size;

async function waiting() {
  return database().$count(emailTrackingEvents, sql`plausible_status = 'pending'`);
}
