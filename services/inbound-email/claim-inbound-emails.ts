import { randomUUID } from "node:crypto";
import { and, asc, eq, inArray, isNull, lt, lte, or, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { inboundEmails } from "@/db/schema/inbound";

export type InboundEmail = typeof inboundEmails.$inferSelect;

const leaseSeconds = 60;
/** How often a lease is renewed: often enough that one slow or failed renewal does not lose it. */
export const inboundRenewalMs = 15_000;
const leaseEnd = sql`UTC_TIMESTAMP(6) + INTERVAL ${leaseSeconds} SECOND`;

/**
 * Takes up to `limit` mails that nobody has read yet, the oldest first, those of dead processes too. Who gets a row is
 * decided by one conditional UPDATE. A claim counts as an attempt: a mail that ends the process is given up some time.
 */
export async function claimInboundEmails(limit: number): Promise<{ owner: string; emails: InboundEmail[] }> {
  const owner = randomUUID();
  const isFree = or(isNull(inboundEmails.leaseUntil), lt(inboundEmails.leaseUntil, sql`UTC_TIMESTAMP(6)`));
  const due = await database()
    .select({ id: inboundEmails.id })
    .from(inboundEmails)
    .where(
      and(
        eq(inboundEmails.status, "received"),
        or(isNull(inboundEmails.nextAttemptAt), lte(inboundEmails.nextAttemptAt, sql`UTC_TIMESTAMP(6)`)),
        isFree,
      ),
    )
    .orderBy(asc(inboundEmails.id))
    .limit(limit);
  if (due.length === 0) return { owner, emails: [] };
  const ids = due.map(({ id }) => id);
  await database()
    .update(inboundEmails)
    .set({ leaseOwner: owner, leaseUntil: leaseEnd, attempts: sql`${inboundEmails.attempts} + 1` })
    .where(and(inArray(inboundEmails.id, ids), eq(inboundEmails.status, "received"), isFree));
  const emails = await database()
    .select()
    .from(inboundEmails)
    .where(
      and(
        inArray(inboundEmails.id, ids),
        eq(inboundEmails.leaseOwner, owner),
        eq(inboundEmails.status, "received"),
      ),
    )
    .orderBy(asc(inboundEmails.id));
  return { owner, emails };
}

/** Keeps the lease on a mail for another while. */
export async function renewInboundLease(owner: string, inboundEmailId: number) {
  await database().update(inboundEmails).set({ leaseUntil: leaseEnd }).where(isHeld(owner, inboundEmailId));
}

/** Gives a mail back, to be tried again later. */
export async function postponeInboundEmail(owner: string, inboundEmailId: number, delayMs: number) {
  await database()
    .update(inboundEmails)
    .set({
      leaseOwner: null,
      leaseUntil: null,
      nextAttemptAt: sql`UTC_TIMESTAMP(6) + INTERVAL ${delayMs * 1000} MICROSECOND`,
    })
    .where(isHeld(owner, inboundEmailId));
}

function isHeld(owner: string, inboundEmailId: number) {
  return and(
    eq(inboundEmails.id, inboundEmailId),
    eq(inboundEmails.leaseOwner, owner),
    eq(inboundEmails.status, "received"),
  );
}
