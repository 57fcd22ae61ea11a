import { and, eq, isNull } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveries, emailMessages } from "@/db/schema/email";
import { recordAudit } from "@/services/audit/record-audit";
import type { Actor } from "@/services/auth/actor";
import { ConflictError, NotFoundError } from "@/services/errors";
import { noteTicketChange, wakeLive } from "@/services/live/ticket-changes";
import { noteDeliveryEvents } from "./delivery-events";

/**
 * Gives up a copy that waits in the outbox, for its time or for another attempt. The reply stays, with its other copies.
 * @throws {NotFoundError}; {ConflictError} when it is being sent, has been or may have been.
 */
export async function cancelDelivery(actor: Actor, deliveryId: number): Promise<void> {
  await database().transaction(async (tx) => {
    const [row] = await tx
      .select({ ticketId: emailMessages.ticketId })
      .from(emailDeliveries)
      .innerJoin(emailMessages, eq(emailMessages.id, emailDeliveries.messageId))
      .where(eq(emailDeliveries.id, deliveryId));
    if (!row) throw new NotFoundError("There is no such email.");
    const [result] = await tx
      .update(emailDeliveries)
      .set({ status: "cancelled", nextAttemptAt: null, renderedHtml: null })
      .where(
        and(
          eq(emailDeliveries.id, deliveryId),
          eq(emailDeliveries.status, "queued"),
          // Handed off without an answer: it may be with the provider already.
          isNull(emailDeliveries.handedOffAt),
        ),
      );
    if (result.affectedRows === 0) {
      throw new ConflictError("This email cannot be cancelled any more: it is on its way, or it has ended.");
    }
    await noteDeliveryEvents(tx, [
      { deliveryId, status: "cancelled", source: "portal", detail: `Cancelled by ${actor.name}.` },
    ]);
    await recordAudit(tx, actor, {
      action: "email.cancelled",
      targetType: "email_delivery",
      targetId: deliveryId,
      changes: { status: { from: "queued", to: "cancelled" } },
    });
    if (row.ticketId) await noteTicketChange(tx, [row.ticketId]);
  });
  wakeLive();
}
