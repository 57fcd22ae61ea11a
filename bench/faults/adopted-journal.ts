import { setTimeout as sleep } from "node:timers/promises";
import { waitUntilHealthy } from "../support/portal-process";
import { checkRecorded, newestEvent, type Verdict } from "./check-recorded";
import type { FaultWorld } from "./fault-world";
import { startMarkedLoad } from "./marked-load";

/**
 * Two portals on one data directory and database. The database goes away, so that both write what they answer to their
 * journals; one portal is killed and never comes back. When the database does, the other must bring in both journals.
 */
export async function runAdoptedJournal(world: FaultWorld, perSecond: number): Promise<Verdict> {
  const { database, copies } = world;
  const survivor = world.portal();
  const doomed = await world.startSecondPortal();
  const after = await newestEvent(database.pool);
  const load = startMarkedLoad({ ports: [survivor.port, doomed.port], copies, perSecond });
  await sleep(500);
  await database.kill();
  await sleep(1500);
  await doomed.kill();
  await sleep(500);
  await database.restart();
  await waitUntilHealthy(survivor.port);
  await sleep(500);
  return checkRecorded(database.pool, await load.stop(), after);
}
