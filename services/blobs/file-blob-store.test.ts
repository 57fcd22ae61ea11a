import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { rename, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BlobMissingError, type BlobStore, BlobTooLargeError } from "./blob-store";
import { fileBlobStore } from "./file-blob-store";

let folder: string;
let store: BlobStore;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "myportal-blobs-"));
  store = fileBlobStore(join(folder, "made-when-needed"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function* pieces(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text);
}

const files = () => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((it) => it.isFile());

async function listed(before: Date): Promise<string[]> {
  const hashes: string[] = [];
  for await (const hash of store.list(before)) hashes.push(hash);
  return hashes;
}

describe("blobs in files", () => {
  it("are read back under the SHA-256 of their content, whether put whole or in pieces, and kept once", async () => {
    const whole = await store.put(Buffer.from("a file"));
    // printf 'a file' | sha256sum
    expect(whole).toEqual({
      hash: "7365d029861e32c521f8089b00a6fb32daf0615025b69b599d1ce53501b845c2",
      size: 6,
    });
    expect(await store.put(pieces("a ", "file"))).toEqual(whole);
    expect((await store.readWhole(whole.hash)).toString()).toBe("a file");
    expect(Buffer.concat(await (await store.read(whole.hash)).toArray()).toString()).toBe("a file");
    expect(files()).toHaveLength(1);
  });

  it("that are too large, or whose source breaks off, leave nothing behind", async () => {
    await expect(store.put(pieces("12345", "6"), 5)).rejects.toThrow(BlobTooLargeError);
    async function* breaking() {
      yield Buffer.from("half");
      throw new Error("the sender hung up");
    }
    await expect(store.put(breaking())).rejects.toThrow("hung up");
    expect(files()).toEqual([]);
  });

  it("that are not there, or whose name is a path, are missing", async () => {
    for (const name of ["0".repeat(64), "../../etc/passwd", "", "A".repeat(64)]) {
      await expect(store.read(name)).rejects.toThrow(BlobMissingError);
      await expect(store.readWhole(name)).rejects.toThrow(BlobMissingError);
    }
    await store.delete("0".repeat(64));
  });

  it("are listed for a sweep when they are older than asked, and putting one again makes it young", async () => {
    const { hash } = await store.put(Buffer.from("old"));
    const later = new Date(Date.now() + 1000);
    expect(await listed(new Date(Date.now() - 60_000))).toEqual([]);
    expect(await listed(later)).toEqual([hash]);
    await store.delete(hash);
    expect(await listed(later)).toEqual([]);
  });

  it("are deleted only when they are old, also while somebody puts them again", async () => {
    const content = Buffer.from("contended");
    const { hash } = await store.put(content);
    const path = join(folder, "made-when-needed", hash.slice(0, 2), hash.slice(2, 4), hash);
    const dayAgo = new Date(Date.now() - 24 * 3_600_000);
    await store.delete(hash, dayAgo);
    expect(await store.readWhole(hash)).toEqual(content);
    for (let round = 0; round < 50; round++) {
      await utimes(path, new Date(0), new Date(0));
      await Promise.all([store.delete(hash, dayAgo), store.put(content), store.delete(hash, dayAgo)]);
      expect(await store.readWhole(hash)).toEqual(content);
    }
    await utimes(path, new Date(0), new Date(0));
    await store.delete(hash, dayAgo);
    await expect(store.read(hash)).rejects.toThrow(BlobMissingError);
    expect(files()).toEqual([]);
  });

  it("that a process had moved aside when it died are back after the next listing", async () => {
    const { hash } = await store.put(Buffer.from("aside"));
    const path = join(folder, "made-when-needed", hash.slice(0, 2), hash.slice(2, 4), hash);
    await rename(path, `${path}.1234.aside`);
    await listed(new Date(Date.now() + 1000));
    expect((await store.readWhole(hash)).toString()).toBe("aside");
  });
});
