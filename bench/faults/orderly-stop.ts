import { setTimeout as sleep } from "node:timers/promises";
import { checkRecorded, newestEvent, type Verdict } from "./check-recorded";
import type { FaultWorld } from "./fault-world";
import { startMarkedLoad } from "./marked-load";

/**
 * SIGTERM under load while the database is away: what was answered must be kept by the process that ends, and brought in
 * by the next one.
 * @returns also how long the portal took to end, in milliseconds
 */
export async function runOrderlyStop(world: FaultWorld, perSecond: number): Promise<[Verdict, number]> {
  const { database, copies } = world;
  const after = await newestEvent(database.pool);
  const load = startMarkedLoad({ ports: [world.portal().port], copies, perSecond });
  await sleep(500);
  await database.kill();
  await sleep(500);
  const started = performance.now();
  await world.portal().stop();
  const took = performance.now() - started;
  const requests = await load.stop();
  await database.restart();
  await world.restartPortal();
  return [await checkRecorded(database.pool, requests, after), took];
}
