import type { DatabaseOrTransaction } from "@/db/connect";
import { attachments } from "@/db/schema/tickets";
import { cleanFilename } from "./clean-filename";
import { cleanContentId } from "./content-id";
import { keptContentType } from "./content-type";
import type { StoredContent } from "./store-content";

export type NewAttachment = {
  stored: StoredContent;
  filename: string;
  /** As it was declared; the bytes decide whether it is an image. */
  contentType: string;
  /** What `cid:` in the message's HTML refers to; with or without angle brackets. */
  contentId?: string | null;
  isInline?: boolean;
};

/**
 * Adds a row that names stored content: a file of a message, or an upload that waits for its reply.
 * @throws {Error} when the database does not take it
 */
export async function insertAttachment(
  tx: DatabaseOrTransaction,
  attachment: NewAttachment,
  belongsTo: { ticketReplyId: number | null; uploadedByUserId: string | null },
): Promise<{ id: number }> {
  const { stored } = attachment;
  const contentId = cleanContentId(attachment.contentId ?? null);
  const [inserted] = await tx
    .insert(attachments)
    .values({
      ...belongsTo,
      contentHash: stored.contentHash,
      size: stored.size,
      filename: cleanFilename(attachment.filename),
      contentType: keptContentType(attachment.contentType, stored.rasterType),
      contentId,
      isInline: (attachment.isInline ?? false) && contentId !== null,
    })
    .$returningId();
  if (!inserted) throw new Error("the database returned no id for the new attachment");
  return inserted;
}
