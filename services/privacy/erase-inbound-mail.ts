import { and, eq, inArray, or, sql } from "drizzle-orm";
import type { DatabaseOrTransaction, Transaction } from "@/db/connect";
import { inboundEmailAddresses, inboundEmails } from "@/db/schema/inbound";
import { ticketParticipants, ticketReplies, tickets } from "@/db/schema/tickets";
import { openBlobStore } from "@/services/blobs/open-blob-store";
import type { ErasureWork } from "./erasure-work";

const mailsAtOnce = 500;

/**
 * Deletes the next raw mails that a contact wrote, that belong to their conversations (others' mails quote theirs), that
 * were addressed to them, or whose row names them (a report about mail to them), each with its bytes.
 */
export async function eraseInboundMail({ tx, contact }: ErasureWork): Promise<string | null> {
  const ids = await nextInboundMailOf(tx, contact);
  if (ids.length === 0) return null;
  const isOne = inArray(inboundEmails.id, ids);
  const found = await tx
    .select({ contentHash: inboundEmails.contentHash })
    .from(inboundEmails)
    .where(isOne)
    .for("update");
  await tx.delete(inboundEmails).where(isOne);
  for (const hash of new Set(found.map(({ contentHash }) => contentHash))) await deleteUnlessNamed(tx, hash);
  return "more";
}

/** Some of the mails that are to go, by one way after the other that leads to them; none when there is none left. */
export async function nextInboundMailOf(
  tx: DatabaseOrTransaction,
  contact: { id: number; email: string },
): Promise<number[]> {
  const { id, fromEmail, ticketId } = inboundEmails;
  const mails = () => tx.select({ id }).from(inboundEmails).$dynamic();
  const ways = [
    () => mails().where(eq(fromEmail, contact.email)),
    () =>
      mails()
        .innerJoin(inboundEmailAddresses, eq(inboundEmailAddresses.inboundEmailId, id))
        .where(eq(inboundEmailAddresses.address, contact.email)),
    () => mails().innerJoin(tickets, eq(tickets.id, ticketId)).where(eq(tickets.requesterId, contact.id)),
    () =>
      mails()
        .innerJoin(ticketReplies, eq(ticketReplies.ticketId, ticketId))
        .where(eq(ticketReplies.authorContactId, contact.id)),
    () =>
      mails()
        .innerJoin(ticketParticipants, eq(ticketParticipants.ticketId, ticketId))
        .where(eq(ticketParticipants.contactId, contact.id)),
    () => mails().where(and(eq(inboundEmails.status, "received"), envelopeNames(contact.email))),
  ];
  for (const way of ways) {
    const found = await way().limit(mailsAtOnce);
    if (found.length > 0) return [...new Set(found.map((mail) => mail.id))];
  }
  return [];
}

/** Of what is not read yet, so that nothing is noted of it. */
function envelopeNames(email: string) {
  const { envelopeFrom, envelopeTo } = inboundEmails;
  return or(
    sql`LOWER(${envelopeFrom}) = ${email}`,
    sql`LOCATE(${email}, LOWER(COALESCE(${envelopeTo}, ''))) > 0`,
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
