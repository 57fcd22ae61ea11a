import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readJournalHealth, waitUntilHealthy } from "../support/portal-process";
import { waitUntil } from "../support/wait-until";
import { checkRecorded, newestEvent, type Verdict } from "./check-recorded";
import type { FaultWorld } from "./fault-world";
import { startMarkedLoad } from "./marked-load";

/** What `GET /api/health` called the journal's problem: before, and while it could not be written. */
export type FullJournal = { verdict: Verdict; before: string | null; full: string | null };

/** A command line that starts the portal so that it can make no file larger than so many KiB (EFBIG beyond). */
export const withFileLimit = (kibibytes: number) => [
  "bash",
  "-c",
  `ulimit -f ${kibibytes}; exec "$@"`,
  "bash",
];

/**
 * A command line that starts the portal with a file system of so many KiB for its journal (ENOSPC beyond), which nobody
 * else sees and which ends with it. Null where this process may not mount.
 */
export function withTinyDisk(dataDir: string, kibibytes: number): string[] | null {
  const folder = join(dataDir, "event-journal");
  mkdirSync(folder, { recursive: true });
  const mount = `mount -t tmpfs -o size=${kibibytes}k tmpfs "$0"`;
  try {
    execFileSync("unshare", ["-m", "bash", "-c", mount, folder], { stdio: "ignore" });
  } catch {
    return null; // Not root, or a container that forbids it.
  }
  return ["unshare", "-m", "bash", "-c", `${mount} && exec "$@"`, folder];
}

/**
 * The database is away and the journal has no room: the portal is started again by a command line that limits what it
 * may write, and stays so. It must answer all the same and say in its health what is wrong.
 * @param wrapper such as {@link withFileLimit}, or one that mounts a tiny file system
 * @throws Error when its health still calls something wrong with the journal once the database is back and took all
 */
export async function runFullJournal(
  world: FaultWorld,
  options: { wrapper: string[]; seconds: number; perSecond: number },
): Promise<FullJournal> {
  const { database, copies } = world;
  await world.portal().stop();
  await world.restartPortal({ wrapper: options.wrapper });
  const { port } = world.portal();
  const before = await journalProblem(port);
  const after = await newestEvent(database.pool);
  const load = startMarkedLoad({ ports: [port], copies, perSecond: options.perSecond });
  await database.kill();
  const full = await problemWithin(port, options.seconds * 1000);
  await database.restart();
  await waitUntilHealthy(port);
  const verdict = await checkRecorded(database.pool, await load.stop(), after);
  await waitUntil("the journal is well again", async () => (await journalProblem(port)) === null);
  return { verdict, before, full };
}

/** The last problem that was told in this time, which passes in any case. */
async function problemWithin(port: number, ms: number): Promise<string | null> {
  let told: string | null = null;
  for (const end = performance.now() + ms; performance.now() < end; await sleep(200))
    told = (await journalProblem(port)) ?? told;
  return told;
}

async function journalProblem(port: number): Promise<string | null> {
  const journal = await readJournalHealth(port);
  if (!journal) throw new Error("the portal does not say how its journal is");
  return journal.problem;
}
