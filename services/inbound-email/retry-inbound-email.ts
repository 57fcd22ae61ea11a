import { and, eq } from "drizzle-orm";
import { database } from "@/db/client";
import { inboundEmails } from "@/db/schema/inbound";
import { recordAudit } from "@/services/audit/record-audit";
import type { Actor } from "@/services/auth/actor";
import { NotFoundError } from "@/services/errors";
import { wakeInboundWorker } from "./inbound-worker";

/**
 * Puts a mail that could not be read back into the pipeline, with all its attempts.
 * @throws {NotFoundError} when it did not fail, or is being read again already.
 */
export async function retryInboundEmail(actor: Actor, inboundEmailId: number): Promise<void> {
  await database().transaction(async (tx) => {
    const [result] = await tx
      .update(inboundEmails)
      .set({
        ...{ status: "received", detail: null, dedupeKey: null, attempts: 0, nextAttemptAt: null },
        ...{ leaseOwner: null, leaseUntil: null, processedAt: null, handledAt: null, handledByUserId: null },
      })
      .where(and(eq(inboundEmails.id, inboundEmailId), eq(inboundEmails.status, "failed")));
    if (result.affectedRows === 0) throw new NotFoundError("This mail is not one that failed.");
    await recordAudit(tx, actor, {
      action: "inbound_email.retried",
      targetType: "inbound_email",
      targetId: inboundEmailId,
      changes: { status: { from: "failed", to: "received" } },
    });
  });
  wakeInboundWorker();
}
