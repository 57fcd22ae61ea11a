import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, rmdir, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

/** How long a process may give no sign of life before its journal is taken over. */
const deadAfterMs = 15_000;
const signFile = "alive";
export const journalSuffix = ".journal";

/**
 * One process's folder of journal files under `DATA_DIR/event-journal`.
 *
 * Every process writes files of its own, in a folder of its own, and shows that it lives by touching a file in it. The
 * file system is the only judge: whoever shares it can take over a dead process's files by renaming them, which exactly
 * one of several wins. To be taken over by mistake does no harm: a writer looks after every write whether its file is
 * still where it was (see `event-journal.ts`).
 */
export function instanceFolder(root: string) {
  const name = randomUUID();
  const path = join(root, name);
  /** When the sign of life was last seen to be given, by both clocks: one of them may stand still, or jump. */
  let shown = { wall: Number.NEGATIVE_INFINITY, steady: Number.NEGATIVE_INFINITY };
  return {
    path,
    create,
    /** "Still here." A folder that is not there (any more) is nobody's. */
    async showLife() {
      const now = new Date();
      const began = clocks();
      if ((await utimes(join(path, signFile), now, now).catch(ignoreMissing)) !== null) shown = began;
    },
    /** Nobody can have taken this process for dead: its last sign of life is too young. */
    isOurs(): boolean {
      const { wall, steady } = clocks();
      const [byWall, bySteady] = [wall - shown.wall, steady - shown.steady];
      return byWall >= 0 && Math.max(byWall, bySteady) < deadAfterMs / 2;
    },
    /** Moves the files of dead processes here. @returns their paths, oldest first. */
    async adoptOrphans(): Promise<string[]> {
      const adopted: string[] = [];
      for (const other of await list(root)) {
        if (other === name || !(await isDead(join(root, other)))) continue;
        adopted.push(...(await adoptFiles(join(root, other))));
      }
      return adopted.sort();
    },
    /** Removes the folder when no file of events is left in it. */
    async remove() {
      if ((await list(path)).every((file) => file === signFile))
        await rm(path, { recursive: true, force: true });
    },
  };

  /** Makes the folder, or makes it again, with a sign of which process it is: on one machine a death shows at once. */
  async function create() {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await writeFile(join(path, signFile), JSON.stringify({ host: hostname(), pid: process.pid }), {
      mode: 0o600,
    });
  }

  async function adoptFiles(from: string): Promise<string[]> {
    const taken: string[] = [];
    for (const file of (await list(from)).filter((entry) => entry.endsWith(journalSuffix))) {
      await create();
      const to = join(path, file);
      // Another process may have been quicker.
      if (await rename(join(from, file), to).then(() => true, ignoreMissing)) taken.push(to);
    }
    await rm(join(from, signFile), { force: true });
    await rmdir(from).catch(() => {}); // Not empty: what was set aside stays.
    return taken;
  }
}

function clocks() {
  return { wall: Date.now(), steady: performance.now() };
}

async function isDead(folder: string): Promise<boolean> {
  const sign = join(folder, signFile);
  const seen = await stat(sign).catch(() => stat(folder).catch(() => null));
  if (!seen) return false;
  if (Date.now() - seen.mtimeMs > deadAfterMs) return true;
  const { host, pid } = await readFile(sign, "utf8").then(
    (text) => JSON.parse(text) as { host?: unknown; pid?: unknown },
    () => ({ host: null, pid: null }),
  );
  return host === hostname() && typeof pid === "number" && !isRunning(pid);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

async function list(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(ignoreMissing)) ?? [];
}

function ignoreMissing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
