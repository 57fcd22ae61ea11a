import { startBareServer } from "./bare-server";
import { median } from "./bars";
import { untilRecorded } from "./portal-process";
import type { Stage } from "./stage";
import { runWrk, type WrkResult } from "./wrk";

export const connections = 128;
const warmUpSeconds = 3;

/**
 * Loads a bare `node:http` server and the portal in turns, in one run, with the same requests, so that what else the
 * machine does hits both alike. Before the other's turn the portal brings all that it took into the database. Prints a
 * line for each round.
 */
export async function compareWithBare(
  stage: Stage,
  options: {
    port: number;
    requests: { path: string; userAgent: string }[];
    rounds: number;
    seconds: number;
  },
) {
  const { port, requests, rounds, seconds } = options;
  const { home } = stage;
  const bare = await startBareServer(port, requests[0]?.path ?? "/");
  stage.onEnd(() => bare.stop());
  const load = async (name: string, to: number, duration: number) => {
    const result = await runWrk({ home, port: to, connections, seconds: duration, requests });
    console.log(`  ${name.padEnd(10)} ${described(result)}`);
    return result;
  };
  const portal: WrkResult[] = [];
  const baseline: WrkResult[] = [];
  const recorded: number[] = [];
  /** The portal's turn, to the end: until the journal is empty. */
  const loadPortal = async (name: string, duration: number) => {
    const startedAt = performance.now();
    const result = await load(name, port, duration);
    await untilRecorded(port);
    const seconds = (performance.now() - startedAt) / 1000;
    recorded.push(result.requests / seconds);
    console.log(`             all of them in the database after ${seconds.toFixed(1)} s`);
    return result;
  };
  const warm = [await loadPortal("warm-up", warmUpSeconds)];
  await load("(bare)", bare.port, warmUpSeconds);
  for (let round = 0; round < rounds; round++) {
    baseline.push(await load("bare", bare.port, seconds));
    portal.push(await loadPortal("portal", seconds));
  }
  const perSecond = (results: WrkResult[]) =>
    median(results.map(({ requestsPerSecond }) => requestsPerSecond));
  const all = [...warm, ...portal];
  return {
    barePort: bare.port,
    bare: perSecond(baseline),
    portal: perSecond(portal),
    /** Answered requests a second, counted until the last of them was in the database. */
    recorded: median(recorded),
    /** Of each round by itself, and of those the median: what slows the machine down for a while hits both of a round. */
    ratio: median(
      portal.map((result, round) => result.requestsPerSecond / (baseline[round]?.requestsPerSecond ?? 0)),
    ),
    p50: median(portal.map(({ p50 }) => p50)),
    p99: median(portal.map(({ p99 }) => p99)),
    answered: all.reduce((sum, { requests: count }) => sum + count, 0),
    failed: all.reduce(
      (sum, { badStatus, socketErrors, timeouts }) => sum + badStatus + socketErrors + timeouts,
      0,
    ),
    /** Requests that were on their way when a load stopped: sent, perhaps recorded, not counted as answered. */
    onTheirWay: all.length * connections,
  };
}

function described({
  requestsPerSecond,
  p50,
  p99,
  max,
  badStatus,
  socketErrors,
  timeouts,
}: WrkResult): string {
  const errors = badStatus + socketErrors + timeouts;
  const figures = `p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, max ${max.toFixed(0)} ms`;
  return `${requestsPerSecond.toFixed(0).padStart(6)} requests/s   ${figures}${errors ? `   ${errors} ERRORS` : ""}`;
}
