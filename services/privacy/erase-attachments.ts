import { unlink } from "node:fs/promises";
import { and, asc, eq, gt, inArray } from "drizzle-orm";
import { attachments, ticketReplies } from "@/db/schema/tickets";
import { encodedPath } from "@/services/attachments/encode-attachment";
import { attachmentHashes } from "@/services/attachments/sweep-files";
import { openBlobStore } from "@/services/blobs/open-blob-store";
import type { ErasureWork } from "./erasure-work";

/** As many hashes as a stage's progress has room for. */
const filesAtOnce = 5;
/** What was put later may be about to be named by another row: the daily sweep decides about that. */
const youngMs = 10 * 60_000;

/**
 * Deletes the next files that a contact sent. First the rows; their content only in the batch after, when it is certain
 * that the rows are gone, and unless another message has the same file.
 */
export async function eraseAttachments(work: ErasureWork, progress: string | null): Promise<string | null> {
  const [after = "0", hashes = ""] = (progress ?? "0").split("|");
  await deleteContent(hashes.split(",").filter(Boolean));
  const files = await work.tx
    .select({ id: attachments.id, contentHash: attachments.contentHash })
    .from(attachments)
    .innerJoin(ticketReplies, eq(ticketReplies.id, attachments.ticketReplyId))
    .where(and(eq(ticketReplies.authorContactId, work.contact.id), gt(attachments.id, Number(after))))
    .orderBy(asc(attachments.id))
    .limit(filesAtOnce);
  const last = files.at(-1);
  if (!last) return null;
  await work.tx.delete(attachments).where(
    inArray(
      attachments.id,
      files.map(({ id }) => id),
    ),
  );
  return `${last.id}|${files.map(({ contentHash }) => contentHash).join(",")}`;
}

async function deleteContent(hashes: string[]) {
  if (hashes.length === 0) return;
  const named = await attachmentHashes(hashes);
  for (const hash of hashes.filter((known) => !named.has(known))) {
    await openBlobStore("attachments").delete(hash, new Date(Date.now() - youngMs));
    await unlink(encodedPath(hash)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
  }
}
