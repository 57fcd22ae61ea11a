import { setTimeout as sleep } from "node:timers/promises";
import { waitUntilHealthy } from "../support/portal-process";
import { checkRecorded, newestEvent, type Verdict } from "./check-recorded";
import type { FaultWorld } from "./fault-world";
import { startMarkedLoad } from "./marked-load";

/** What `kill -9` hits; "replay": the portal, while it brings in what it kept when the database was away. */
export const targets = ["portal", "database", "both", "replay"] as const;
export type Target = (typeof targets)[number];

/**
 * One round: under load, at a random moment, `kill -9`; a random time later everything is started again. The load goes
 * on all the while and for a moment after the portal is well again.
 */
export async function runKillRound(world: FaultWorld, target: Target, perSecond: number): Promise<Verdict> {
  const { database, copies } = world;
  const after = await newestEvent(database.pool);
  const load = startMarkedLoad({ ports: [world.portal().port], copies, perSecond });
  await atRandom(300, 1500);
  await kill(world, target);
  await atRandom(0, 1000);
  if (!database.pid()) await database.restart();
  if (target !== "database") await world.restartPortal();
  await waitUntilHealthy(world.portal().port);
  await sleep(500);
  return checkRecorded(database.pool, await load.stop(), after);
}

async function kill({ database, portal }: FaultWorld, target: Target) {
  if (target === "portal") return portal().kill();
  if (target === "database") return database.kill();
  if (target === "replay") {
    await database.kill();
    await atRandom(300, 800);
    await database.restart();
    await atRandom(0, 500);
    return portal().kill();
  }
  // One falls a moment before the other.
  const [first, second] = Math.random() < 0.5 ? [database, portal()] : [portal(), database];
  await first.kill();
  await atRandom(0, 1000);
  await second.kill();
}

/** @param least @param most milliseconds */
function atRandom(least: number, most: number) {
  return sleep(least + Math.random() * (most - least));
}
