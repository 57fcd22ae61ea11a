import type { Readable } from "node:stream";

/** Content by its SHA-256 (64 hexadecimal digits), so that the same file is kept once. An object store could be one. */
export type BlobStore = {
  /**
   * Keeps the content; once the promise resolves it survives a crash. Putting the same content again does nothing.
   * @param mostBytes more than so many are refused, and nothing of them is kept
   * @throws {BlobTooLargeError}
   */
  put(content: Buffer | AsyncIterable<Uint8Array>, mostBytes?: number): Promise<StoredBlob>;
  /** @throws {BlobMissingError} */
  read(hash: string): Promise<Readable>;
  /** @throws {BlobMissingError} */
  readWhole(hash: string): Promise<Buffer>;
  /**
   * Does nothing when there is none. The caller knows that no row names it any more.
   * @param putBefore what was put since stays: whoever put it may be about to name it in a row
   */
  delete(hash: string, putBefore?: Date): Promise<void>;
  /** Those that were put before `before`, in no order: what a sweep compares with the rows. */
  list(before: Date): AsyncIterable<string>;
};

/** Bytes. */
export type StoredBlob = { hash: string; size: number };

export class BlobTooLargeError extends Error {
  override name = "BlobTooLargeError";
}

/** A row names content that is not there: lost with a disk, or removed by hand. */
export class BlobMissingError extends Error {
  override name = "BlobMissingError";
}
