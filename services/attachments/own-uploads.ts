import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import { database } from "@/db/client";
import { attachments } from "@/db/schema/tickets";
import { NotFoundError } from "@/services/errors";
import { type AttachmentView, attachmentViewColumns } from "./attachments-of-reply";

/** Those of these uploads of a user that still wait for a reply: what a draft can still send. */
export async function ownUploads(userId: string, ids: number[]): Promise<AttachmentView[]> {
  if (ids.length === 0) return [];
  return database()
    .select(attachmentViewColumns)
    .from(attachments)
    .where(and(inArray(attachments.id, ids), isOwn(userId)))
    .orderBy(asc(attachments.id));
}

/** Removes an upload before it is sent; its content goes with the next sweep. @throws {NotFoundError} */
export async function deleteUpload(userId: string, attachmentId: number): Promise<void> {
  const [result] = await database()
    .delete(attachments)
    .where(and(eq(attachments.id, attachmentId), isOwn(userId)));
  if (result.affectedRows === 0) throw new NotFoundError("There is no such upload.");
}

function isOwn(userId: string) {
  return and(eq(attachments.uploadedByUserId, userId), isNull(attachments.ticketReplyId));
}
