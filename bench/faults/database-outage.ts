import { setTimeout as sleep } from "node:timers/promises";
import { waitUntilHealthy } from "../support/portal-process";
import type { PrivateDatabase } from "../support/private-database";
import { checkRecorded, newestEvent, type Verdict } from "./check-recorded";
import type { FaultWorld } from "./fault-world";
import { type MarkedRequest, startMarkedLoad } from "./marked-load";

type Fault = { begin: (database: PrivateDatabase) => unknown; end: (database: PrivateDatabase) => unknown };

/**
 * Ways for a database to be away: its process is gone; it is stopped, so that connections stay open and say nothing; it
 * refuses to write, as one does that has just lost its role in a cluster.
 */
const faults = {
  killed: { begin: (database) => database.kill(), end: (database) => database.restart() },
  hung: { begin: (database) => database.pause(), end: (database) => database.resume() },
  "read-only": {
    begin: (database) => database.pool.query("SET GLOBAL read_only = 1"),
    end: (database) => database.pool.query("SET GLOBAL read_only = 0"),
  },
} satisfies Record<string, Fault>;

export type Outage = {
  verdict: Verdict;
  /** Requests that were due while the database was away. */
  meanwhile: MarkedRequest[];
};
export type OutageKind = keyof typeof faults;
export const outageKinds = Object.keys(faults) as OutageKind[];

/** Takes the database away for a time under load. The portal lives on. */
export async function runDatabaseOutage(
  world: FaultWorld,
  options: { how: OutageKind; seconds: number; perSecond: number },
): Promise<Outage> {
  const { database, copies } = world;
  const { port } = world.portal();
  const fault: Fault = faults[options.how];
  const after = await newestEvent(database.pool);
  const load = startMarkedLoad({ ports: [port], copies, perSecond: options.perSecond });
  await sleep(500);
  const from = performance.now();
  await fault.begin(database);
  await sleep(options.seconds * 1000);
  const until = performance.now();
  await fault.end(database);
  await waitUntilHealthy(port);
  await sleep(500);
  const requests = await load.stop();
  return {
    verdict: await checkRecorded(database.pool, requests, after),
    meanwhile: requests.filter(({ dueAt }) => dueAt >= from && dueAt < until),
  };
}
