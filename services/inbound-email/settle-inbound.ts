import { and, eq, sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { Transaction } from "@/db/connect";
import { inboundEmails } from "@/db/schema/inbound";
import { isDuplicateKey } from "@/services/database-errors";
import { counts, countUp } from "@/services/metrics/counts";
import { noteNamedAddresses } from "./note-named-addresses";
import type { Outcome } from "./outcome";

/** Another worker has this mail now, or it is settled: what was being done for it is not kept. */
export class InboundLostError extends Error {
  override name = "InboundLostError";
}

/** The right to settle one mail. */
export type Hold = { inboundEmailId: number; owner: string };

/** What is known of a mail by its headers, kept on its row. */
export type MailIdentity = {
  dedupeKey: string;
  messageId: string | null;
  fromEmail: string | null;
  fromName: string | null;
  subject: string;
};

const settled = {
  leaseOwner: null,
  leaseUntil: null,
  nextAttemptAt: null,
  processedAt: sql`UTC_TIMESTAMP(6)`,
};

/**
 * Does the work that settles a mail, in one transaction with the mark that it is settled. The unique key decides between
 * two arrivals of the same message: the later one becomes a `duplicate` that points to where the first one went. One that
 * was ignored went nowhere, and gives the key back: the same mail may come by a list first, and then from its writer.
 * @param work what to do in the transaction, with what the row is to say then
 * @returns what the work returned; null for a duplicate
 * @throws {InboundLostError}
 */
export async function settleInbound<Result>(
  hold: Hold,
  identity: MailIdentity,
  work: (tx: Transaction) => Promise<{ row: Settled; result: Result }>,
): Promise<Result | null> {
  try {
    const { status, result } = await database().transaction(async (tx) => {
      await lock(tx, hold);
      // Waits for who has the same key, and fails when they commit.
      await tx
        .update(inboundEmails)
        .set(columnsOf(identity))
        .where(eq(inboundEmails.id, hold.inboundEmailId));
      const { row, result } = await work(tx);
      await tx
        .update(inboundEmails)
        .set({ ...settled, ...row, ...(row.status === "ignored" ? { dedupeKey: null } : {}) })
        .where(eq(inboundEmails.id, hold.inboundEmailId));
      await noteNamedAddresses(tx, hold.inboundEmailId);
      return { status: row.status, result };
    });
    countUp(counts().inbound, status);
    return result;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    if (!(await settleAsDuplicate(hold, identity))) throw error;
    countUp(counts().inbound, "duplicate");
    return null;
  }
}

type Settled =
  | Outcome
  | { status: "ticketed"; detail: string | null; ticketId: number; ticketReplyId: number };

/** Marks a mail that cannot be read. Nothing is known of it, so nothing makes it a duplicate. @throws {InboundLostError} */
export async function settleAsFailed(hold: Hold, detail: string, subject?: string) {
  await database().transaction(async (tx) => {
    await lock(tx, hold);
    await tx
      .update(inboundEmails)
      .set({
        ...settled,
        status: "failed",
        detail: detail.slice(0, 1000),
        ...(subject ? { subject: subject.slice(0, 998) } : {}),
      })
      .where(eq(inboundEmails.id, hold.inboundEmailId));
    await noteNamedAddresses(tx, hold.inboundEmailId);
  });
  countUp(counts().inbound, "failed");
}

async function settleAsDuplicate(hold: Hold, identity: MailIdentity): Promise<boolean> {
  return database().transaction(async (tx) => {
    const [first] = await tx
      .select()
      .from(inboundEmails)
      .where(eq(inboundEmails.dedupeKey, identity.dedupeKey));
    // The key was not it: something else in the work is there twice.
    if (!first || first.id === hold.inboundEmailId) return false;
    await lock(tx, hold);
    await tx
      .update(inboundEmails)
      .set({
        ...settled,
        ...columnsOf(identity),
        dedupeKey: null,
        status: "duplicate",
        detail: "The same message came in before.",
        ticketId: first.ticketId,
        ticketReplyId: first.ticketReplyId,
      })
      .where(eq(inboundEmails.id, hold.inboundEmailId));
    await noteNamedAddresses(tx, hold.inboundEmailId);
    return true;
  });
}

async function lock(tx: Transaction, { inboundEmailId, owner }: Hold) {
  const [held] = await tx
    .select({ id: inboundEmails.id })
    .from(inboundEmails)
    .where(
      and(
        eq(inboundEmails.id, inboundEmailId),
        eq(inboundEmails.leaseOwner, owner),
        eq(inboundEmails.status, "received"),
      ),
    )
    .for("update");
  if (!held) throw new InboundLostError("another worker has this mail");
}

function columnsOf({ subject, fromName, ...identity }: MailIdentity) {
  return { ...identity, fromName: fromName?.slice(0, 255) ?? null, subject: subject.slice(0, 998) };
}
