import { mkdtempSync, readdirSync, rmSync } from "node:fs";
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
});
