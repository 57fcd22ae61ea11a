import type { Readable } from "node:stream";
import { and, eq, isNull, type SQL } from "drizzle-orm";
import { database } from "@/db/client";
import { attachments, ticketReplies } from "@/db/schema/tickets";
import { BlobMissingError } from "@/services/blobs/blob-store";
import { openBlobStore } from "@/services/blobs/open-blob-store";
import { NotFoundError } from "@/services/errors";
import { isRasterType } from "./content-type";

export type OpenAttachment = { filename: string; contentType: string; size: number; content: Readable };

/** A file of a ticket's message. @throws {NotFoundError} also when it is another ticket's. */
export function openAttachment(ticketId: number, attachmentId: number): Promise<OpenAttachment> {
  return open(eq(attachments.id, attachmentId), eq(ticketReplies.ticketId, ticketId));
}

/** A user's own upload that waits for its reply. @throws {NotFoundError} */
export function openUpload(userId: string, attachmentId: number): Promise<OpenAttachment> {
  return open(
    eq(attachments.id, attachmentId),
    eq(attachments.uploadedByUserId, userId),
    isNull(attachments.ticketReplyId),
  );
}

/** An attached image, for whom a link of its own was given. @throws {NotFoundError} also for what is no raster image. */
export async function openImage(attachmentId: number): Promise<OpenAttachment> {
  const file = await open(eq(attachments.id, attachmentId));
  if (isRasterType(file.contentType)) return file;
  file.content.destroy();
  throw gone();
}

async function open(...conditions: SQL[]): Promise<OpenAttachment> {
  const [row] = await database()
    .select({
      filename: attachments.filename,
      contentType: attachments.contentType,
      size: attachments.size,
      contentHash: attachments.contentHash,
    })
    .from(attachments)
    .leftJoin(ticketReplies, eq(ticketReplies.id, attachments.ticketReplyId))
    .where(and(...conditions));
  if (!row) throw gone();
  const { contentHash, ...file } = row;
  try {
    return { ...file, content: await openBlobStore("attachments").read(contentHash) };
  } catch (error) {
    if (!(error instanceof BlobMissingError)) throw error;
    throw new NotFoundError("The content of this file is lost: it is not where the portal keeps its files.");
  }
}

function gone() {
  return new NotFoundError("There is no such file.");
}
