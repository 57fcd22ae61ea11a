import { randomUUID } from "node:crypto";
import { and, eq, inArray, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { inboundEmails } from "@/db/schema/inbound";
import { recordAudit } from "@/services/audit/record-audit";
import type { Actor } from "@/services/auth/actor";
import { ConflictError, NotFoundError } from "@/services/errors";
import { processInboundEmail } from "./process-inbound-email";

const leaseSeconds = 60;

/**
 * Makes a message of a mail that was taken for a program's, or for a report about nothing of ours: an agent has seen that
 * a person wrote it. It goes to the ticket that it belongs to, or opens one.
 * @throws {NotFoundError}; {ConflictError} when it is in a ticket, or cannot be one; {UnreadableMailError}
 */
export async function acceptInboundEmail(
  actor: Actor,
  inboundEmailId: number,
): Promise<{ ticketId: number }> {
  const owner = randomUUID();
  const email = await database().transaction(async (tx) => {
    const isIt = eq(inboundEmails.id, inboundEmailId);
    const [row] = await tx.select().from(inboundEmails).where(isIt).for("update");
    if (!row) throw new NotFoundError("There is no such mail.");
    if (row.status !== "ignored" && row.status !== "failed") {
      throw new ConflictError("This mail was read already.");
    }
    await tx
      .update(inboundEmails)
      .set({
        status: "received",
        leaseOwner: owner,
        leaseUntil: sql`UTC_TIMESTAMP(6) + INTERVAL ${leaseSeconds} SECOND`,
      })
      .where(isIt);
    await recordAudit(tx, actor, {
      action: "inbound_email.accepted",
      targetType: "inbound_email",
      targetId: inboundEmailId,
    });
    return row;
  });
  try {
    await processInboundEmail(email, owner, { asPerson: true });
  } catch (error) {
    await putBack(email, owner);
    throw error;
  }
  const [row] = await database()
    .select({ ticketId: inboundEmails.ticketId, detail: inboundEmails.detail })
    .from(inboundEmails)
    .where(eq(inboundEmails.id, inboundEmailId));
  if (!row?.ticketId) throw new ConflictError(row?.detail ?? "This mail cannot become a message.");
  return { ticketId: row.ticketId };
}

async function putBack(email: typeof inboundEmails.$inferSelect, owner: string) {
  await database()
    .update(inboundEmails)
    .set({ status: email.status, leaseOwner: null, leaseUntil: null })
    .where(
      and(
        eq(inboundEmails.id, email.id),
        eq(inboundEmails.leaseOwner, owner),
        inArray(inboundEmails.status, ["received"]),
      ),
    );
}
