import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { attachments } from "@/db/schema/tickets";
import { BlobTooLargeError } from "@/services/blobs/blob-store";
import { ServiceError } from "@/services/errors";
import { attachmentLimit, inMegabytes } from "./attachment-limit";
import { type AttachmentView, attachmentViewColumns } from "./attachments-of-reply";
import { insertAttachment } from "./insert-attachment";
import { storeContent } from "./store-content";

export type Upload = {
  filename: string;
  contentType: string;
  /** For an image in the text: what its `cid:` URL names. */
  contentId: string | null;
  content: AsyncIterable<Uint8Array>;
  /** Bytes, as announced; counted all the same. */
  announcedSize: number | null;
};

/**
 * Keeps a file that a user wants to send with their next reply. Nobody else can see or use it, and it is swept after a
 * day without a reply.
 * @throws {ServiceError} `too_large` as soon as it is known
 */
export async function uploadAttachment(userId: string, upload: Upload): Promise<AttachmentView> {
  const limit = await attachmentLimit(database());
  if (upload.announcedSize !== null && upload.announcedSize > limit) throw tooLarge(limit);
  const stored = await storeContent(upload.content, limit).catch((error: unknown) => {
    throw error instanceof BlobTooLargeError ? tooLarge(limit) : error;
  });
  const { filename, contentType, contentId } = upload;
  const { id } = await insertAttachment(
    database(),
    { stored, filename, contentType, contentId, isInline: contentId !== null },
    { ticketReplyId: null, uploadedByUserId: userId },
  );
  const [view] = await database()
    .select(attachmentViewColumns)
    .from(attachments)
    .where(eq(attachments.id, id));
  if (!view) throw new Error(`the upload ${id} is gone`);
  return view;
}

function tooLarge(limit: number) {
  return new ServiceError(
    "too_large",
    `A reply can have ${inMegabytes(limit)} of files. Send a link to this one.`,
  );
}
