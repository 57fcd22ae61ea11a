import type { Readable } from "node:stream";
import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { inboundEmails } from "@/db/schema/inbound";
import { BlobMissingError } from "@/services/blobs/blob-store";
import { openBlobStore } from "@/services/blobs/open-blob-store";
import { NotFoundError } from "@/services/errors";

/**
 * A mail that came in, byte for byte as it came.
 * @throws {NotFoundError} also when its bytes are not kept any more.
 */
export async function openInboundEmail(inboundEmailId: number): Promise<{ size: number; content: Readable }> {
  const [email] = await database()
    .select({ contentHash: inboundEmails.contentHash, size: inboundEmails.size })
    .from(inboundEmails)
    .where(eq(inboundEmails.id, inboundEmailId));
  if (!email) throw new NotFoundError("There is no such mail.");
  try {
    return { size: email.size, content: await openBlobStore("inbound-mail").read(email.contentHash) };
  } catch (error) {
    if (!(error instanceof BlobMissingError)) throw error;
    throw new NotFoundError("The raw mail is not kept any more.");
  }
}
