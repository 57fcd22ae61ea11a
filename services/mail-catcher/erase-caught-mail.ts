import { readdir, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { env } from "@/env";

/**
 * Deletes the mails that the embedded catcher keeps and that name an address in their envelope or headers.
 * @returns null: it is done in one go.
 */
export async function eraseCaughtMail(email: string, dataDir = env().DATA_DIR): Promise<null> {
  const folder = join(dataDir, "inbox");
  for (const file of await filesIn(folder)) {
    const path = join(folder, file);
    const source = await orNothing(readFile(path, "latin1"));
    const headers = source?.slice(0, endOfHeaders(source)).toLowerCase();
    if (headers?.includes(email.toLowerCase())) await orNothing(unlink(path));
  }
  return null;
}

async function filesIn(folder: string): Promise<string[]> {
  const files = (await orNothing(readdir(folder))) ?? [];
  return files.filter((file) => file.endsWith(".eml"));
}

function endOfHeaders(source: string): number {
  const end = /\r?\n\r?\n/.exec(source)?.index;
  return end ?? source.length;
}

/** What is not there any more, or never was, is no error here. */
async function orNothing<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
