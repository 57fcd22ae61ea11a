import type { Readable } from "node:stream";
import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { inboundEmails } from "@/db/schema/inbound";
import { BlobMissingError } from "@/services/blobs/blob-store";
import { openBlobStore } from "@/services/blobs/open-blob-store";
import { NotFoundError } from "@/services/errors";

/**
 * A mail that came in, byte for byte as it came.
 * @throws {NotFoundError} also when its bytes are lost, or not kept any more.
 */
export async function openInboundEmail(inboundEmailId: number): Promise<{ size: number; content: Readable }> {
  const [email] = await database().select().from(inboundEmails).where(eq(inboundEmails.id, inboundEmailId));
  if (!email) throw new NotFoundError("There is no such mail.");
  try {
    return { size: email.size, content: await openBlobStore("inbound-mail").read(email.contentHash) };
  } catch (error) {
    if (!(error instanceof BlobMissingError)) throw error;
    const isMissed = email.status === "received" || (email.status === "failed" && !email.handledAt);
    throw new NotFoundError(
      isMissed
        ? "This mail is lost: it is not where the portal keeps what comes in."
        : "The raw mail is not kept any more.",
    );
  }
}
