import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  stat,
  unlink,
  utimes,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { BlobMissingError, type BlobStore, BlobTooLargeError, type StoredBlob } from "./blob-store";

const hashPattern = /^[0-9a-f]{64}$/;
const unfinishedSuffix = ".part";
const asideSuffix = ".aside";
/** A file that is still being written after this long belongs to a process that is gone. */
const abandonedAfterMs = 24 * 3_600_000;

/** Blobs as files `folder/ab/cd/abcd…`; several processes may share the folder. */
export function fileBlobStore(folder: string): BlobStore {
  const pathOf = (hash: string) => {
    if (!hashPattern.test(hash)) throw new BlobMissingError(`“${hash.slice(0, 80)}” names no content.`);
    return join(folder, hash.slice(0, 2), hash.slice(2, 4), hash);
  };
  return {
    async put(content, mostBytes = Number.POSITIVE_INFINITY) {
      await mkdir(folder, { recursive: true });
      const unfinished = join(folder, `${randomUUID()}${unfinishedSuffix}`);
      const file = await open(unfinished, "wx", 0o600);
      try {
        const stored = await writeDurably(file, content, mostBytes);
        await keepUnder(pathOf(stored.hash), unfinished);
        return stored;
      } catch (error) {
        await unlink(unfinished).catch(() => {}); // What is left of it, the sweep finds.
        throw error;
      }
    },
    async read(hash) {
      const path = pathOf(hash);
      await stat(path).catch(missing(hash));
      return createReadStream(path);
    },
    async readWhole(hash) {
      return readFile(pathOf(hash)).catch(missing(hash));
    },
    async delete(hash, putBefore) {
      const path = pathOf(hash);
      if (!putBefore) return unlink(path).catch(unlessGone);
      await deleteOld(path, putBefore);
    },
    async *list(before) {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(unlessGone);
      for (const entry of entries ?? []) {
        if (!entry.isFile()) continue;
        const path = join(entry.parentPath, entry.name);
        const { mtimeMs } = (await stat(path).catch(unlessGone)) ?? {};
        if (mtimeMs === undefined || mtimeMs >= before.getTime()) continue;
        if (hashPattern.test(entry.name)) yield entry.name;
        else if (entry.name.endsWith(asideSuffix)) await putBack(path);
        else if (entry.name.endsWith(unfinishedSuffix) && mtimeMs < Date.now() - abandonedAfterMs) {
          await unlink(path).catch(unlessGone);
        }
      }
    },
  };
}

async function writeDurably(
  file: FileHandle,
  content: Buffer | AsyncIterable<Uint8Array>,
  mostBytes: number,
): Promise<StoredBlob> {
  const hash = createHash("sha256");
  let size = 0;
  try {
    for await (const chunk of Buffer.isBuffer(content) ? [content] : content) {
      size += chunk.byteLength;
      if (size > mostBytes) throw new BlobTooLargeError(`More than ${mostBytes} bytes.`);
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { hash: hash.digest("hex"), size };
}

async function keepUnder(path: string, unfinished: string) {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  // Over the same content, if it is there: then it is young again, and no sweep takes it for left behind. Young before it
  // has its name: a sweep that looks at that name may hold the file for a moment.
  await utimes(unfinished, new Date(), new Date());
  await rename(unfinished, path);
  for (const place of [folder, dirname(folder), dirname(dirname(folder))]) await syncFolder(place);
}

/** A name is durable when its folder is (fsync(2)). */
async function syncFolder(path: string) {
  const folder = await open(path, "r");
  await folder.sync().finally(() => folder.close());
}

/**
 * Moved aside first: what is looked at is then certainly what is deleted, and a file that is put at the same moment is
 * another one, under the name that is free. One that turns out to be young goes back.
 */
async function deleteOld(path: string, putBefore: Date) {
  const known = await stat(path).catch(unlessGone);
  if (!known || known.mtimeMs >= putBefore.getTime()) return;
  const aside = `${path}.${randomUUID()}${asideSuffix}`;
  const moved = await rename(path, aside).then(() => true, unlessGone);
  if (!moved) return;
  const { mtimeMs } = await stat(aside);
  if (mtimeMs < putBefore.getTime()) await unlink(aside);
  else await rename(aside, path);
}

/** A process died before it could delete it, or not: the next sweep decides anew. */
async function putBack(aside: string) {
  const path = join(dirname(aside), basename(aside).slice(0, 64));
  await rename(aside, path).catch(unlessGone);
}

function missing(hash: string) {
  return (error: NodeJS.ErrnoException): never => {
    if (error.code === "ENOENT")
      throw new BlobMissingError(`The content ${hash.slice(0, 12)}… is not there.`);
    throw error;
  };
}

function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
