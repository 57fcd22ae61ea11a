import { randomUUID } from "node:crypto";
import {
  mkdir,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  rmdir,
  stat,
  utimes,
  writeFile,
} from "node:fs/promises";
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
  return {
    path,
    create,
    showLife,
    /**
     * Moves the files of dead processes here.
     * @param taken called with each one's new path, at once: what fails later takes nothing back
     */
    async adoptOrphans(taken: (path: string) => void) {
      for (const other of await list(root)) {
        if (other !== name && (await isDead(join(root, other)))) await adoptFiles(join(root, other), taken);
      }
    },
    /** Removes the folder when no file of events is left in it. One that is just being moved into it keeps it. */
    async remove() {
      if (!(await list(path)).every((file) => file === signFile)) return;
      await rm(join(path, signFile), { force: true });
      await rmdir(path).catch(() => {});
    },
  };

  /** "Still here." A folder that is not there (any more) is nobody's. */
  async function showLife() {
    const now = new Date();
    await utimes(join(path, signFile), now, now).catch(ignoreMissing);
  }

  /** Makes the folder, or makes it again, with a sign of which process it is: on one machine a death shows at once. */
  async function create() {
    await mkdir(path, { recursive: true, mode: 0o700 });
    const sign = JSON.stringify({ host: await machine(), pid: process.pid });
    // On a full disk the sign is empty and as good: what counts is when it was touched.
    await writeFile(join(path, signFile), sign, { mode: 0o600 }).catch(ignoreFull);
    await showLife();
  }

  async function adoptFiles(from: string, taken: (path: string) => void) {
    for (const file of (await list(from)).filter((entry) => entry.endsWith(journalSuffix))) {
      await create();
      // A name that never was: who wrote the file looks for it by its name to find out whether it is theirs still.
      const order = file.split("-", 2).join("-");
      const to = join(path, `${order}-${randomUUID()}${journalSuffix}`);
      // Another process may have been quicker.
      if (await rename(join(from, file), to).then(() => true, ignoreMissing)) taken(to);
    }
    await rm(join(from, signFile), { force: true });
    await rmdir(from).catch(() => {}); // Not empty: what was set aside stays.
  }
}

async function isDead(folder: string): Promise<boolean> {
  const sign = join(folder, signFile);
  const seen = await stat(sign).catch(() => stat(folder).catch(() => null));
  if (!seen) return false;
  if (Date.now() - seen.mtimeMs > deadAfterMs) return true;
  // It is empty for a moment while it is written, and stays so on a full disk.
  const { host, pid } = await readFile(sign, "utf8")
    .then((text) => JSON.parse(text) as { host?: unknown; pid?: unknown })
    .catch(() => ({ host: null, pid: null }));
  return host === (await machine()) && typeof pid === "number" && !isRunning(pid);
}

/** Where a process's number says which process it is: containers of one host name may each have their own numbers. */
async function machine(): Promise<string> {
  const numbering = await readlink("/proc/self/ns/pid").catch(() => ""); // Linux only.
  return `${hostname()} ${numbering}`.trim();
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

function ignoreFull(error: NodeJS.ErrnoException) {
  if (error.code !== "ENOSPC" && error.code !== "EDQUOT") throw error;
}

/** For what another process may have taken away: null in its place. @throws every other error */
export function ignoreMissing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
