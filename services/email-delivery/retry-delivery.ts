import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { Transaction } from "@/db/connect";
import { emailDeliveries, emailMessages } from "@/db/schema/email";
import { recordAudit } from "@/services/audit/record-audit";
import type { Actor } from "@/services/auth/actor";
import { normalizeAddress } from "@/services/contacts/normalize-address";
import { ConflictError, NotFoundError } from "@/services/errors";
import { noteTicketChange, wakeLive } from "@/services/live/ticket-changes";
import { noteDeliveryEvents } from "./delivery-events";
import { wakeDeliveryWorker } from "./delivery-worker";
import { readdressedSource, retrySource } from "./event-sources";
import { readdressCopy } from "./readdress-copy";
import { renewSender } from "./renew-sender";
import { suppressionsOf } from "./suppressed-addresses";

type Delivery = typeof emailDeliveries.$inferSelect;

const retriable = ["failed", "bounced", "uncertain", "cancelled"] as const;

/**
 * Puts a copy that failed, bounced, was cancelled or may not have arrived back into the outbox, for another while of
 * attempts. Copies that left as one message and failed as one go together.
 * @param options.email another address: the copy is theirs from now on, and only it goes out
 * @throws {NotFoundError}; {InvalidInputError} for an address that is none; {ConflictError} when there is nothing to
 * retry, or when the address is suppressed: clear it first.
 */
export async function retryDelivery(
  actor: Actor,
  deliveryId: number,
  options: { email?: string | null } = {},
): Promise<void> {
  const email = options.email ? normalizeAddress(options.email, "email") : null;
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
    const isMoved = email !== null && email !== delivery.email;
    await refuseSuppressed(tx, email ?? delivery.email);

    const ids = isMoved ? [delivery.id] : await copiesToRetry(tx, delivery, status);
    // What may be with the provider already is known again by its bytes.
    if (status !== "uncertain") await renewSender(tx, delivery.messageId);
    const contactId = isMoved ? await readdressCopy(tx, delivery, email) : delivery.contactId;
    await tx
      .update(emailDeliveries)
      .set(backInTheQueue)
      .where(and(inArray(emailDeliveries.id, ids), eq(emailDeliveries.status, status)));
    const detail = isMoved
      ? `Asked for by ${actor.name}, to another address.`
      : `Asked for by ${actor.name}.`;
    await noteDeliveryEvents(
      tx,
      ids.map((id) => ({
        ...{ deliveryId: id, status: "queued" as const, detail },
        source: isMoved ? readdressedSource : retrySource,
      })),
    );
    await recordAudit(tx, actor, {
      action: "email.retried",
      targetType: "email_delivery",
      targetId: delivery.id,
      changes: {
        status: { from: status, to: "queued" },
        // By number and not by address: the log outlives an erasure of who it names.
        ...(isMoved ? { contact: { from: delivery.contactId, to: contactId } } : {}),
      },
    });
    if (ticketId) await noteTicketChange(tx, [ticketId]);
  });
  wakeDeliveryWorker();
  wakeLive();
}

const backInTheQueue = {
  status: "queued" as const,
  attempts: 0,
  nextAttemptAt: sql`UTC_TIMESTAMP(6)`,
  triedSince: null,
  leaseOwner: null,
  leaseUntil: null,
  handedOffAt: null,
  lastError: null,
  failure: null,
  problemHandledAt: null,
};

async function refuseSuppressed(tx: Transaction, email: string) {
  if ((await suppressionsOf([email], tx)).size === 0) return;
  throw new ConflictError(
    "Mail to this address is held back, since it bounced or complained. Allow the address again first, or use another.",
  );
}

/** The copy, and those that left with it as one message and ended as it did. */
async function copiesToRetry(
  tx: Transaction,
  delivery: Delivery,
  status: Delivery["status"],
): Promise<number[]> {
  const alone = delivery.transport !== "resend" || status === "bounced" || delivery.failure === "suppressed";
  if (alone) return [delivery.id];
  const rows = await tx
    .select({ id: emailDeliveries.id, failure: emailDeliveries.failure })
    .from(emailDeliveries)
    .where(
      and(
        eq(emailDeliveries.messageId, delivery.messageId),
        eq(emailDeliveries.status, status),
        eq(emailDeliveries.transport, "resend"),
        delivery.trackingId === null
          ? isNull(emailDeliveries.trackingId)
          : eq(emailDeliveries.trackingId, delivery.trackingId),
      ),
    );
  return rows.filter(({ failure }) => failure === delivery.failure).map((row) => row.id);
}
