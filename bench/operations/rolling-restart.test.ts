import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase } from "@/db/testing/test-database";
import { withinTime } from "@/services/within-time";
import { checkRecorded, newestEvent } from "../faults/check-recorded";
import { startMarkedLoad } from "../faults/marked-load";
import { laySentCopies } from "../support/lay-sent-copies";
import { buildPortal, readHealth, startPortal } from "../support/portal-process";
import { openLiveStream, signIn } from "../support/signed-in";
import { openStage } from "../support/stage";
import { waitUntil } from "../support/wait-until";
import { startBalancer } from "./balancer";

const copies = 500;
const perSecond = 50;
const metricsToken = "metrics-0123456789abcdef";

const { stage, close } = openStage();
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let portals: Awaited<ReturnType<typeof start>>[];
let ports: number[];

beforeAll(async () => {
  await buildPortal();
  database = await createTestDatabase();
  stage.onEnd(() => database.close());
  await laySentCopies(database.pool, copies);
  portals = await Promise.all([start(), start()]);
  ports = portals.map(({ port }) => port);
}, 600_000);
afterAll(close, 60_000);

async function start(port?: number) {
  const portal = await startPortal({
    ...{ home: stage.home, databaseUrl: database.url, port },
    variables: { SHUTDOWN_DELAY_SECONDS: "2", METRICS_TOKEN: metricsToken },
  });
  stage.onEnd(() => portal.stop());
  return portal;
}

it("two portals behind one port, restarted in turn under load: no request fails, each event is recorded once", async () => {
  const balancer = await startBalancer(ports);
  stage.onEnd(() => balancer.close());
  await balancer.untilReady(ports);
  const after = await newestEvent(database.pool);
  const load = startMarkedLoad({ ports: [balancer.port], copies, perSecond });
  for (const portal of portals) {
    const stream = await openLiveStream(portal.port, await signIn(portal.port));
    expect(stream.said).toContain("retry:");
    const stopped = portal.stop();
    await waitUntil("it says that it is stopping", async () => {
      const health = await readHealth(portal.port);
      return health?.status === 503 && health.body.status === "stopping";
    });
    // Its page asks again, and the balancer has another process answer, while this one still answers all else.
    await withinTime(1_000, stream.ended);
    const alive = await fetch(`http://127.0.0.1:${portal.port}/api/health/live`);
    expect({ status: alive.status, connection: alive.headers.get("connection") }).toEqual({
      ...{ status: 200, connection: "close" },
    });
    await stopped;
    await start(portal.port);
    await balancer.untilReady(ports);
  }
  const requests = await load.stop();
  expect(requests.map(({ outcome }) => outcome).filter((outcome) => outcome !== "right")).toEqual([]);
  const verdict = await checkRecorded(database.pool, requests, after);
  expect(verdict).toMatchObject({ lost: [], twice: [], mistaken: [], wrongAnswers: 0, wrongCounters: 0 });
  expect(verdict.answered).toBeGreaterThan(perSecond);
}, 120_000);

it("what Prometheus is told names routes and no ids, and is told to nobody without the token", async () => {
  const [port = 0] = ports;
  const ask = (path: string, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}${path}`, { headers, redirect: "manual" });
  await ask("/tickets/1234567?q=somebody");
  expect((await ask("/api/metrics")).status).toBe(401);
  const answer = await ask("/api/metrics", { authorization: `Bearer ${metricsToken}` });
  expect(answer.status).toBe(200);
  const text = await answer.text();
  expect(text).toMatch(
    /myportal_http_request_seconds_count\{method="GET",status="3xx",route="\/tickets\/\[id\]"\} 1/,
  );
  expect(text).toContain("myportal_database_up 1");
  expect(text).not.toMatch(/1234567|somebody/);
}, 60_000);
