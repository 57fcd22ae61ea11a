import { and, eq, inArray, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveries, emailLinks } from "@/db/schema/email";
import { noteTicketChange, wakeLive } from "@/services/live/ticket-changes";
import { log } from "@/services/logging/log";
import type { Delivery, Lease } from "./claim-deliveries";
import { type PreparedMail, prepareMail } from "./prepare-mail";
import { noteDeliveryEvents } from "./settle-deliveries";
import { settleOutcome } from "./settle-outcome";
import { shareTracking } from "./share-tracking";
import { repeatableForMs, type SendOutcome, type Transport } from "./transports/transport";

/** Another worker has this delivery now: it is theirs to send. */
class LeaseLostError extends Error {
  override name = "LeaseLostError";
}

/**
 * One attempt to send one message: to one recipient, or to all that share it. Renders, notes the hand-off, speaks to the
 * transport and marks the copies. Whatever goes wrong is kept in the rows; nothing is thrown.
 * @param copies claimed under `lease`, all of one message
 */
export async function deliver(copies: Delivery[], lease: Lease, transport: Transport): Promise<void> {
  const ids = copies.map((copy) => copy.id);
  let ready: { group: Delivery[]; mail: PreparedMail } | null;
  try {
    ready = await prepare(copies, lease, transport);
  } catch (error) {
    if (error instanceof LeaseLostError) return;
    log().error({ err: error, deliveries: ids }, "a delivery could not be prepared");
    const detail = "The portal could not prepare this email; its log says why.";
    await settleOutcome(copies, lease.owner, "portal", { kind: "temporary", detail }).catch((again) => {
      log().error({ err: again, deliveries: ids }, "a delivery could not be marked; its lease will run out");
    });
    return;
  }
  if (!ready) return;
  const { group, mail } = ready;
  const outcome = await transport
    .send(mail.outgoing)
    .catch((error: Error): SendOutcome => ({ kind: "unknown", detail: error.message }));
  try {
    // The most precious fact of all: that it went out. A database that is away for a moment must not lose it.
    await persistently(() => settleOutcome(group, lease.owner, transport.name, outcome));
  } catch (error) {
    // Nobody sends it again: a noted hand-off without an end becomes "uncertain".
    log().error({ err: error, deliveries: ids, outcome: outcome.kind }, "the end of a delivery is lost");
  }
}

async function prepare(copies: Delivery[], lease: Lease, transport: Transport) {
  const group = await shareTracking(copies);
  const first = group[0];
  if (!first) return null;
  if (isUnsettled(first, transport)) {
    const detail = "An earlier attempt may have reached the recipient; sending again could send it twice.";
    await settleOutcome(group, lease.owner, "portal", { kind: "unknown", detail });
    return null;
  }
  const mail = await prepareMail(group, first);
  await noteHandOff(group, lease, transport, mail);
  return { group, mail };
}

/** An earlier attempt ended in the unknown, and this transport cannot tell a repetition from a new mail. */
function isUnsettled(delivery: Delivery, transport: Transport): boolean {
  if (!delivery.handedOffAt) return false;
  const age = Date.now() - delivery.handedOffAt.getTime();
  return delivery.transport !== transport.name || age >= repeatableForMs[transport.name];
}

/**
 * Notes, before the transport is spoken to, that from now on the mail may be out, with the bytes that every attempt
 * sends.
 * @throws {LeaseLostError}
 */
async function noteHandOff(
  group: Delivery[],
  lease: Lease,
  transport: Transport,
  { message, copy }: PreparedMail,
) {
  const ids = group.map((delivery) => delivery.id);
  await database().transaction(async (tx) => {
    const [result] = await tx
      .update(emailDeliveries)
      .set({
        attempts: sql`${emailDeliveries.attempts} + 1`,
        handedOffAt: sql`COALESCE(${emailDeliveries.handedOffAt}, UTC_TIMESTAMP(6))`,
        transport: transport.name,
        renderedHtml: copy.isSecret ? null : copy.html,
      })
      .where(
        and(
          inArray(emailDeliveries.id, ids),
          eq(emailDeliveries.leaseOwner, lease.owner),
          eq(emailDeliveries.status, "sending"),
        ),
      );
    if (result.affectedRows !== ids.length) throw new LeaseLostError();
    if (copy.links.length) {
      const links = copy.links.map(({ position, url, label }) => ({
        messageId: message.id,
        position,
        url,
        label,
      }));
      await tx.insert(emailLinks).ignore().values(links);
    }
    await noteDeliveryEvents(
      tx,
      ids.map((id) => ({ deliveryId: id, status: "sending", source: transport.name, detail: null })),
    );
    if (message.ticketId) await noteTicketChange(tx, [message.ticketId]);
  });
  wakeLive();
}

async function persistently(write: () => Promise<void>) {
  for (const waitMs of [100, 500, 2000, 5000]) {
    try {
      return await write();
    } catch (error) {
      log().warn({ err: error }, "the end of a delivery could not be written down yet");
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }
  await write();
}
