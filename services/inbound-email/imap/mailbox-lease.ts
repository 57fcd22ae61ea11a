import { and, eq, isNull, lt, or, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { imapMailboxes } from "@/db/schema/inbound";
import type { MailboxAddress } from "./mailbox-url";

export type MailboxState = typeof imapMailboxes.$inferSelect;

const leaseSeconds = 60;
export const mailboxRenewalMs = 15_000;
const leaseEnd = sql`UTC_TIMESTAMP(6) + INTERVAL ${leaseSeconds} SECOND`;

/** Another process reads this mailbox now. */
export class MailboxLostError extends Error {
  override name = "MailboxLostError";
}

/**
 * Takes the right to read a mailbox, which one process at a time has.
 * @returns how far it was read; null when another process is at it.
 */
export async function leaseMailbox(mailbox: MailboxAddress, owner: string): Promise<MailboxState | null> {
  await database()
    .insert(imapMailboxes)
    .values({ mailboxKey: mailbox.key, label: mailbox.label })
    .onDuplicateKeyUpdate({ set: { label: mailbox.label } });
  await database()
    .update(imapMailboxes)
    .set({ leaseOwner: owner, leaseUntil: leaseEnd })
    .where(
      and(
        eq(imapMailboxes.mailboxKey, mailbox.key),
        or(
          isNull(imapMailboxes.leaseUntil),
          lt(imapMailboxes.leaseUntil, sql`UTC_TIMESTAMP(6)`),
          eq(imapMailboxes.leaseOwner, owner),
        ),
      ),
    );
  const [state] = await database().select().from(imapMailboxes).where(isHeld(mailbox, owner));
  return state ?? null;
}

/** Keeps the right, and notes what is new about the mailbox. @throws {MailboxLostError} */
export async function updateMailbox(
  mailbox: MailboxAddress,
  owner: string,
  changes: Partial<
    Pick<MailboxState, "uidValidity" | "lastUid" | "checkedAt" | "lastError" | "failingSince">
  >,
) {
  const [result] = await database()
    .update(imapMailboxes)
    .set({ ...changes, leaseUntil: leaseEnd })
    .where(isHeld(mailbox, owner));
  if (result.affectedRows !== 1) throw new MailboxLostError("another process reads this mailbox");
}

/** Lets another process read it; with an error, notes it for people. */
export async function releaseMailbox(mailbox: MailboxAddress, owner: string, problem: string | null) {
  await database()
    .update(imapMailboxes)
    .set({
      leaseOwner: null,
      leaseUntil: null,
      ...(problem === null
        ? {}
        : {
            lastError: problem.slice(0, 1000),
            failingSince: sql`COALESCE(${imapMailboxes.failingSince}, UTC_TIMESTAMP(6))`,
          }),
    })
    .where(isHeld(mailbox, owner));
}

function isHeld(mailbox: MailboxAddress, owner: string) {
  return and(eq(imapMailboxes.mailboxKey, mailbox.key), eq(imapMailboxes.leaseOwner, owner));
}
