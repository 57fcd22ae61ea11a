import { and, asc, eq, inArray, isNull } from "drizzle-orm";
import type { Transaction } from "@/db/connect";
import { attachments } from "@/db/schema/tickets";
import type { Actor } from "@/services/auth/actor";
import { InvalidInputError, ServiceError } from "@/services/errors";
import { attachmentLimit, inMegabytes } from "./attachment-limit";
import { contentIdsIn } from "./inline-images";
import { insertAttachment, type NewAttachment } from "./insert-attachment";

type Upload = Pick<typeof attachments.$inferSelect, "id" | "size" | "isInline" | "contentId">;

/** The files that a reply is to have. */
export type ReplyFiles = {
  uploads: Upload[];
  /** Stored already; their rows are made with the reply. */
  added: NewAttachment[];
  /** What the reply's HTML may name by `cid:`. */
  contentIds: Set<string>;
};

/**
 * Locks the uploads that a reply names, and checks that all its files together are allowed.
 * @param added what a program sends along with the reply
 * @throws {InvalidInputError} for an upload that is not the actor's own, not there any more, or in a reply already;
 * {ServiceError} `too_large`.
 */
export async function takeFiles(
  tx: Transaction,
  actor: Actor,
  uploadIds: readonly number[],
  added: NewAttachment[],
): Promise<ReplyFiles> {
  const uploads = await lockUploads(tx, actor, [...new Set(uploadIds)]);
  const sizes = [...uploads.map(({ size }) => size), ...added.map(({ stored }) => stored.size)];
  if (sizes.length > 0) await checkTotal(tx, sizes);
  const named = [...uploads, ...added].flatMap(({ contentId }) => contentId ?? []);
  return { uploads, added, contentIds: new Set(named) };
}

async function lockUploads(tx: Transaction, actor: Actor, ids: number[]): Promise<Upload[]> {
  if (ids.length === 0) return [];
  const uploads =
    actor.kind === "user"
      ? await tx
          .select({
            id: attachments.id,
            size: attachments.size,
            isInline: attachments.isInline,
            contentId: attachments.contentId,
          })
          .from(attachments)
          .where(
            and(
              inArray(attachments.id, ids),
              eq(attachments.uploadedByUserId, actor.userId),
              isNull(attachments.ticketReplyId),
            ),
          )
          .orderBy(asc(attachments.id))
          .for("update")
      : [];
  if (uploads.length === ids.length) return uploads;
  throw new InvalidInputError(
    "A file is not there any more: it was removed, or has waited for more than a day. Attach it again.",
    "attachmentIds",
  );
}

async function checkTotal(tx: Transaction, sizes: number[]) {
  const limit = await attachmentLimit(tx);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total <= limit) return;
  throw new ServiceError(
    "too_large",
    `The files have ${inMegabytes(total)} together. A reply can have ${inMegabytes(limit)}: remove some, or send a link.`,
    "attachmentIds",
  );
}

/**
 * Makes the files the reply's. An image that was put into the text and taken out again is left behind, for the sweep.
 * @param bodyHtml the reply's, sanitised
 */
export async function giveFilesTo(tx: Transaction, replyId: number, files: ReplyFiles, bodyHtml: string) {
  const shown = contentIdsIn(bodyHtml);
  const kept = files.uploads.filter(({ isInline, contentId }) => !isInline || shown.has(contentId ?? ""));
  if (kept.length > 0) {
    await tx
      .update(attachments)
      .set({ ticketReplyId: replyId })
      .where(
        inArray(
          attachments.id,
          kept.map(({ id }) => id),
        ),
      );
  }
  for (const file of files.added) {
    const isInline = shown.has(file.contentId ?? "");
    await insertAttachment(tx, { ...file, isInline }, { ticketReplyId: replyId, uploadedByUserId: null });
  }
}
