import { setTimeout as sleep } from "node:timers/promises";
import { waitUntilHealthy } from "../support/portal-process";
import { checkRecorded, newestEvent, type Verdict } from "./check-recorded";
import type { FaultWorld } from "./fault-world";
import { type MarkedRequest, startMarkedLoad } from "./marked-load";

export type Outage = {
  verdict: Verdict;
  /** Requests that were due while the database was away. */
  meanwhile: MarkedRequest[];
};

/**
 * Takes the database away for a time under load: killed and started again, or hung (`SIGSTOP`), where connections stay
 * open and say nothing. The portal lives on.
 */
export async function runDatabaseOutage(
  world: FaultWorld,
  options: { how: "killed" | "hung"; seconds: number; perSecond: number },
): Promise<Outage> {
  const { database, copies } = world;
  const { port } = world.portal();
  const after = await newestEvent(database.pool);
  const load = startMarkedLoad({ ports: [port], copies, perSecond: options.perSecond });
  await sleep(1000);
  const from = performance.now();
  if (options.how === "killed") await database.kill();
  else database.pause();
  await sleep(options.seconds * 1000);
  const until = performance.now();
  if (options.how === "killed") await database.restart();
  else database.resume();
  await waitUntilHealthy(port);
  await sleep(1000);
  const requests = await load.stop();
  return {
    verdict: await checkRecorded(database.pool, requests, after),
    meanwhile: requests.filter(({ dueAt }) => dueAt >= from && dueAt < until),
  };
}
