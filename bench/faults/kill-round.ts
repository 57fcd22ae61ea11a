import { setTimeout as sleep } from "node:timers/promises";
import { waitUntilHealthy } from "../support/portal-process";
import { checkRecorded, newestEvent, type Verdict } from "./check-recorded";
import type { FaultWorld } from "./fault-world";
import { startMarkedLoad } from "./marked-load";

/** What `kill -9` hits. */
export const targets = ["portal", "database", "both"] as const;
export type Target = (typeof targets)[number];

/**
 * One round: under load, at a random moment, `kill -9`; a random time later everything is started again. The load goes
 * on all the while and for a second after the portal is well again.
 */
export async function runKillRound(world: FaultWorld, target: Target, perSecond: number): Promise<Verdict> {
  const { database, copies } = world;
  const after = await newestEvent(database.pool);
  const load = startMarkedLoad({ ports: [world.portal().port], copies, perSecond });
  await sleep(500 + Math.random() * 1500);
  const kills = { portal: () => world.portal().kill(), database: () => database.kill() };
  await Promise.all(target === "both" ? [kills.portal(), kills.database()] : [kills[target]()]);
  await sleep(Math.random() * 1500);
  if (target !== "portal") await database.restart();
  if (target !== "database") await world.restartPortal();
  await waitUntilHealthy(world.portal().port);
  await sleep(1000);
  return checkRecorded(database.pool, await load.stop(), after);
}
