import { randomUUID } from "node:crypto";
import { mkdir, open, rename, stat, unlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { env } from "@/env";
import { openBlobStore } from "@/services/blobs/open-blob-store";

/** RFC 2045, 6.8: lines of at most 76 characters, separated by CRLF. */
const lineLength = 76;
const bytesOfLine = (lineLength / 4) * 3;

/** Where encoded content lies: a cache that may be emptied at any time. */
export const encodedFolder = () => join(env().DATA_DIR, "attachments-encoded");

export const encodedPath = (contentHash: string) => join(encodedFolder(), contentHash);

const shared = globalThis as { __myportalEncoding?: Map<string, Promise<string>> };

/**
 * A file that holds the content as a MIME body in Base64. It is made once, whoever else the reply goes to and however
 * often it is tried, and again when it was swept meanwhile.
 * @returns its path
 * @throws {BlobMissingError}
 */
export async function encodedContent(content: { contentHash: string; size: number }): Promise<string> {
  const path = encodedPath(content.contentHash);
  const known = await stat(path).catch(unlessGone);
  if (known?.size === encodedSize(content.size)) {
    const now = new Date();
    // Young again: the sweep takes what was not used for a while. It may just have: then it is made anew.
    const touched = await utimes(path, now, now).then(() => true, unlessGone);
    if (touched) return path;
  }
  shared.__myportalEncoding ??= new Map();
  const making = shared.__myportalEncoding;
  const made = making.get(path) ?? encode(content.contentHash, path).finally(() => making.delete(path));
  making.set(path, made);
  return made;
}

/** Bytes of the encoded file, for so many bytes of content. */
export function encodedSize(size: number): number {
  const characters = Math.ceil(size / 3) * 4;
  return characters + 2 * Math.max(Math.ceil(characters / lineLength) - 1, 0);
}

async function encode(contentHash: string, path: string): Promise<string> {
  const source = await openBlobStore("attachments").read(contentHash);
  await mkdir(encodedFolder(), { recursive: true });
  const unfinished = `${path}.${randomUUID()}.part`;
  const file = await open(unfinished, "wx", 0o600);
  try {
    for await (const lines of base64Lines(source)) await file.writeFile(lines);
    await file.sync();
    await file.close();
    await rename(unfinished, path);
    return path;
  } catch (error) {
    await file.close().catch(() => {}); // It may be closed already; the first error is the one that counts.
    await unlink(unfinished).catch(() => {});
    throw error;
  }
}

async function* base64Lines(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = Buffer.alloc(0);
  let isFirst = true;
  for await (const chunk of source) {
    const bytes = Buffer.concat([rest, chunk]);
    const whole = bytes.length - (bytes.length % bytesOfLine);
    rest = bytes.subarray(whole);
    if (whole === 0) continue;
    yield (isFirst ? "" : "\r\n") + lines(bytes.subarray(0, whole));
    isFirst = false;
  }
  if (rest.length > 0) yield (isFirst ? "" : "\r\n") + lines(rest);
}

function lines(bytes: Buffer): string {
  return (
    bytes
      .toString("base64")
      .match(/.{1,76}/g)
      ?.join("\r\n") ?? ""
  );
}

function unlessGone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
