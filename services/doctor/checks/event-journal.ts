import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { env } from "@/env";
import { amber, type DoctorCheck, green, red } from "../check";
import { counted } from "../counted";
import { duration } from "../duration";

/** A file is there for a moment in busy times; what stays waits for a database. */
const waitsLongMs = 60_000;

type JournalFile = { path: string; bytes: number; ageMs: number };

export const eventJournalCheck: DoctorCheck = {
  slug: "event-journal",
  group: "database",
  title: "No event waits on the disk",
  why: "Opens and clicks that the database could not take are kept in DATA_DIR/event-journal, and do not show in tickets until they are in.",
  async run() {
    const files = await journalFiles(join(resolve(env().DATA_DIR), "event-journal"));
    const aside = files.filter(({ path }) => path.endsWith(".too-old"));
    const waiting = files.filter(({ path, bytes }) => path.endsWith(".journal") && bytes > 0);
    if (aside.length > 0) {
      return red(
        `${counted(aside.length, "file was", "files were")} set aside, since nobody can tell whether their events were counted: ${aside[0]?.path}`,
        "They come from a machine that was away for more than 29 days. Keep or delete them by hand.",
      );
    }
    const oldestMs = Math.max(0, ...waiting.map(({ ageMs }) => ageMs));
    if (waiting.length === 0) return green("It is empty.");
    const bytes = waiting.reduce((sum, file) => sum + file.bytes, 0);
    const found = `${counted(waiting.length, "file")} (${Math.ceil(bytes / 1024)} KB), the last written ${duration(oldestMs)} ago.`;
    if (oldestMs < waitsLongMs) return green(`${found} They are being brought in.`);
    return amber(found, "They come in by themselves once the database answers and the portal runs.");
  },
};

async function journalFiles(root: string): Promise<JournalFile[]> {
  const found: JournalFile[] = [];
  for (const entry of await readdir(root, { recursive: true, withFileTypes: true }).catch(noFolder)) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    // Brought in and removed meanwhile.
    const about = await stat(path).catch(() => null);
    if (about) found.push({ path, bytes: about.size, ageMs: Date.now() - about.mtimeMs });
  }
  return found;
}

/** No event ever waited. */
function noFolder(error: NodeJS.ErrnoException): never[] {
  if (error.code === "ENOENT") return [];
  throw error;
}
