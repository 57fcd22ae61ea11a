import { asc, inArray } from "drizzle-orm";
import { database } from "@/db/client";
import { attachments } from "@/db/schema/tickets";

/** A file as pages and programs see it. */
export type AttachmentView = {
  id: number;
  filename: string;
  contentType: string;
  /** Bytes. */
  size: number;
  /** Shown within the text, by its Content-ID; it may be attached as a file all the same. */
  isInline: boolean;
  contentId: string | null;
};

/** What an {@link AttachmentView} is read from. */
export const attachmentViewColumns = {
  id: attachments.id,
  filename: attachments.filename,
  contentType: attachments.contentType,
  size: attachments.size,
  isInline: attachments.isInline,
  contentId: attachments.contentId,
};

/** The files of messages, each message's in the order in which they were attached. One without files is not named. */
export async function attachmentsOfReply(
  replyIds: readonly number[],
): Promise<Map<number, AttachmentView[]>> {
  const found = new Map<number, AttachmentView[]>();
  if (replyIds.length === 0) return found;
  const rows = await database()
    .select({ replyId: attachments.ticketReplyId, ...attachmentViewColumns })
    .from(attachments)
    .where(inArray(attachments.ticketReplyId, [...replyIds]))
    .orderBy(asc(attachments.id));
  for (const { replyId, ...view } of rows) {
    if (replyId === null) continue;
    const views = found.get(replyId) ?? [];
    found.set(replyId, [...views, view]);
  }
  return found;
}
