import { eq, inArray } from "drizzle-orm";
import type { Transaction } from "@/db/connect";
import { attachments } from "@/db/schema/tickets";
import type { redactor } from "./redact";

/** Takes a person's name and address out of the names of the files that agents sent. */
export async function redactFilenames(
  tx: Transaction,
  replyIds: number[],
  redact: ReturnType<typeof redactor>,
) {
  if (replyIds.length === 0) return;
  const files = await tx
    .select({ id: attachments.id, filename: attachments.filename })
    .from(attachments)
    .where(inArray(attachments.ticketReplyId, replyIds));
  for (const { id, filename } of files) {
    const redacted = redact(filename);
    if (redacted !== filename)
      await tx.update(attachments).set({ filename: redacted }).where(eq(attachments.id, id));
  }
}
