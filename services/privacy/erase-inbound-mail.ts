import { and, asc, eq, gt, inArray, lte, or, sql } from "drizzle-orm";
import type { Transaction } from "@/db/connect";
import { inboundEmails } from "@/db/schema/inbound";
import { ticketReplies, tickets } from "@/db/schema/tickets";
import { openBlobStore } from "@/services/blobs/open-blob-store";
import type { ErasureWork } from "./erasure-work";

const mailsAtOnce = 500;

/**
 * Deletes the next raw mails that a contact wrote, that belong to their conversations (others' mails quote theirs), or
 * whose row names them (a report about mail to them), each with its bytes.
 */
export async function eraseInboundMail(work: ErasureWork, progress: string | null): Promise<string | null> {
  const { tx } = work;
  const after = Number(progress ?? 0);
  const batch = await tx
    .select({ id: inboundEmails.id })
    .from(inboundEmails)
    .where(gt(inboundEmails.id, after))
    .orderBy(asc(inboundEmails.id))
    .limit(mailsAtOnce);
  const last = batch.at(-1)?.id;
  if (last === undefined) return null;
  const found = await tx
    .select({ id: inboundEmails.id, contentHash: inboundEmails.contentHash })
    .from(inboundEmails)
    .where(and(gt(inboundEmails.id, after), lte(inboundEmails.id, last), concerns(work)))
    .orderBy(asc(inboundEmails.id))
    .for("update");
  if (found.length > 0) {
    await tx.delete(inboundEmails).where(
      inArray(
        inboundEmails.id,
        found.map(({ id }) => id),
      ),
    );
    for (const hash of new Set(found.map(({ contentHash }) => contentHash)))
      await deleteUnlessNamed(tx, hash);
  }
  return String(last);
}

function concerns({ contact }: ErasureWork) {
  const { fromEmail, envelopeFrom, envelopeTo, detail, ticketId } = inboundEmails;
  const names = (column: typeof detail | typeof envelopeTo) =>
    sql`LOCATE(${contact.email}, LOWER(COALESCE(${column}, ''))) > 0`;
  return or(
    eq(fromEmail, contact.email),
    sql`LOWER(${envelopeFrom}) = ${contact.email}`,
    names(detail),
    names(envelopeTo),
    sql`${ticketId} IN (SELECT ${tickets.id} FROM ${tickets} WHERE ${tickets.requesterId} = ${contact.id})`,
    sql`${ticketId} IN (SELECT ${ticketReplies.ticketId} FROM ${ticketReplies} WHERE ${ticketReplies.authorContactId} = ${contact.id})`,
  );
}

/** The same bytes may have come in twice. */
async function deleteUnlessNamed(tx: Transaction, contentHash: string) {
  const [other] = await tx
    .select({ id: inboundEmails.id })
    .from(inboundEmails)
    .where(eq(inboundEmails.contentHash, contentHash))
    .limit(1);
  if (!other) await openBlobStore("inbound-mail").delete(contentHash);
}
