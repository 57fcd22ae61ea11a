import { asc, eq, sql } from "drizzle-orm";
import type { Transaction } from "@/db/connect";
import { attachments } from "@/db/schema/tickets";
import { type AttachmentView, attachmentViewColumns } from "./attachments-of-reply";

/**
 * Makes a reply's files uploads of this user again, before the reply is taken back: they wait for the next one, and the
 * day until they are swept begins anew.
 * @returns what the composer shows again.
 */
export async function releaseAttachments(
  tx: Transaction,
  replyId: number,
  userId: string,
): Promise<AttachmentView[]> {
  const files = await tx
    .select(attachmentViewColumns)
    .from(attachments)
    .where(eq(attachments.ticketReplyId, replyId))
    .orderBy(asc(attachments.id));
  await tx
    .update(attachments)
    .set({ ticketReplyId: null, uploadedByUserId: userId, createdAt: sql`UTC_TIMESTAMP(6)` })
    .where(eq(attachments.ticketReplyId, replyId));
  return files;
}
