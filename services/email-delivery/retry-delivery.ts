import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveries, emailMessages } from "@/db/schema/email";
import { recordAudit } from "@/services/audit/record-audit";
import type { Actor } from "@/services/auth/actor";
import { ConflictError, NotFoundError } from "@/services/errors";
import { noteTicketChange, wakeLive } from "@/services/live/ticket-changes";
import { wakeDeliveryWorker } from "./delivery-worker";
import { noteDeliveryEvents } from "./settle-deliveries";

const retriable = ["failed", "bounced", "uncertain"] as const;

/**
 * Puts a copy that failed, bounced or may not have arrived back into the outbox, for another 48 hours of attempts. Copies
 * that left as one message and failed as one go together.
 * @throws {NotFoundError}, {ConflictError} when there is nothing to retry.
 */
export async function retryDelivery(actor: Actor, deliveryId: number): Promise<void> {
  await database().transaction(async (tx) => {
    const [row] = await tx
      .select({ delivery: emailDeliveries, ticketId: emailMessages.ticketId })
      .from(emailDeliveries)
      .innerJoin(emailMessages, eq(emailMessages.id, emailDeliveries.messageId))
      .where(eq(emailDeliveries.id, deliveryId))
      .for("update");
    if (!row) throw new NotFoundError("There is no such email.");
    const { delivery, ticketId } = row;
    const status = retriable.find((candidate) => candidate === delivery.status);
    if (!status) throw new ConflictError("This email is not one that failed; there is nothing to retry.");

    const together = delivery.transport === "resend" && status !== "bounced";
    const ids = together ? await copiesOfSameMessage(delivery) : [delivery.id];
    await tx
      .update(emailDeliveries)
      .set({
        status: "queued",
        attempts: 0,
        nextAttemptAt: sql`UTC_TIMESTAMP(6)`,
        leaseOwner: null,
        leaseUntil: null,
        handedOffAt: null,
        lastError: null,
      })
      .where(and(inArray(emailDeliveries.id, ids), eq(emailDeliveries.status, status)));
    await noteDeliveryEvents(tx, ids, {
      status: "queued",
      source: "retry",
      detail: `Asked for by ${actor.name}.`,
    });
    await recordAudit(tx, actor, {
      action: "email.retried",
      targetType: "email_delivery",
      targetId: delivery.id,
      changes: { status: { from: status, to: "queued" } },
    });
    if (ticketId) await noteTicketChange(tx, [ticketId]);
  });
  wakeDeliveryWorker();
  wakeLive();
}

async function copiesOfSameMessage(delivery: typeof emailDeliveries.$inferSelect): Promise<number[]> {
  const rows = await database()
    .select({ id: emailDeliveries.id })
    .from(emailDeliveries)
    .where(
      and(
        eq(emailDeliveries.messageId, delivery.messageId),
        eq(emailDeliveries.status, delivery.status),
        eq(emailDeliveries.transport, "resend"),
        delivery.trackingId === null
          ? isNull(emailDeliveries.trackingId)
          : eq(emailDeliveries.trackingId, delivery.trackingId),
      ),
    );
  return rows.map((row) => row.id);
}
