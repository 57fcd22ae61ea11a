import { openBlobStore } from "@/services/blobs/open-blob-store";
import { type RasterType, sniffedBytes, sniffRasterType } from "./content-type";

/** Content that is kept, and that no row names yet. */
export type StoredContent = { contentHash: string; size: number; rasterType: RasterType | null };

/**
 * Keeps an attachment's bytes; once the promise resolves they survive a crash. What no row names within a day is swept.
 * @param mostBytes more than so many are refused, and nothing of them is kept
 * @throws {BlobTooLargeError}
 */
export async function storeContent(
  content: Buffer | AsyncIterable<Uint8Array>,
  mostBytes?: number,
): Promise<StoredContent> {
  let start = Buffer.alloc(0);
  async function* watched() {
    for await (const chunk of Buffer.isBuffer(content) ? [content] : content) {
      if (start.length < sniffedBytes) start = Buffer.concat([start, chunk.subarray(0, sniffedBytes)]);
      yield chunk;
    }
  }
  const { hash, size } = await openBlobStore("attachments").put(watched(), mostBytes);
  return { contentHash: hash, size, rasterType: sniffRasterType(start) };
}
