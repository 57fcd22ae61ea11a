import { setTimeout as sleep } from "node:timers/promises";
import { isShuttingDown } from "@/services/health/shutdown";
import { log } from "@/services/logging/log";
import type { Delivery } from "./claim-deliveries";
import type { DeliveryBatch } from "./delivery-batch";
import { exemptOptedOut } from "./exempt-opted-out";
import { LeaseLostError, noteHandOff } from "./note-hand-off";
import { type PreparedMail, prepareMail } from "./prepare-mail";
import { settleDeliveries } from "./settle-deliveries";
import { settlementOf } from "./settle-outcome";
import type { Settlement } from "./settlement";
import { shareTracking } from "./share-tracking";
import { notePauseOver, pauseTransport } from "./transports/pause-transport";
import { reserveSendSlot } from "./transports/reserve-send-slot";
import { repeatableForMs, type SendOutcome, type Transport } from "./transports/transport";
import { createTurns } from "./turns";

/**
 * One attempt to send one message: to one recipient, or to all that share it. Renders, waits for the rate limit, speaks to
 * the transport, which has the hand-off noted, and marks the copies. Whatever goes wrong is kept in the rows; nothing is
 * thrown.
 * @param copies of one message, claimed under the batch's lease
 * @returns false when nothing was done and the copies are still only claimed: the batch was halted meanwhile.
 */
export async function deliver(copies: Delivery[], batch: DeliveryBatch): Promise<boolean> {
  const { lease, transport, content } = batch;
  const { give_up_after_hours: giveUpAfterHours } = content.settings;
  const attempt = { group: copies, leaseOwner: lease.owner, source: "portal" as const, giveUpAfterHours };
  try {
    const ready = await prepare(copies, batch);
    if (!ready) return true;
    await waitForTurn(await reserveSendSlot(transport), batch);
    await transport.air.take();
    const sent = await handOver(ready, batch).finally(() => transport.air.give());
    if (!sent) return false;
    const { group, mail } = ready;
    const { outcome, wasNoted } = sent;
    await noteAboutTransport(batch, outcome);
    const settlement = settlementOf(
      {
        ...{ ...attempt, group, source: transport.name, wasNoted },
        ...(mail.copy.isSecret ? {} : { renderedHtml: mail.copy.html }),
      },
      outcome,
    );
    const { ticketReplyId: replyId, ticketId } = mail.message;
    await settle({ ...settlement, about: { replyId, ticketId } }, group);
  } catch (error) {
    if (error instanceof LeaseLostError) return true;
    log().error({ err: error, deliveries: idsOf(copies) }, "a delivery could not be prepared");
    const detail = "The portal could not prepare this email; its log says why.";
    await settle(settlementOf({ ...attempt, wasNoted: false }, { kind: "temporary", detail }), copies);
  }
  return true;
}

/** Under a low limit a turn may be a minute away. Who halts the batch, such as a process that is stopped, does not wait. */
async function waitForTurn(waitMs: number, batch: DeliveryBatch) {
  const turnAt = performance.now() + waitMs;
  for (;;) {
    const left = turnAt - performance.now();
    if (left <= 0 || batch.isHalted()) return;
    await sleep(Math.min(left, haltedWithinMs));
  }
}

const haltedWithinMs = 200;

type Ready = { group: Delivery[]; mail: PreparedMail };

/** Gives it to the transport, which lets us note the hand-off at the last moment. @returns null when it is left for later. */
async function handOver(
  ready: Ready,
  batch: DeliveryBatch,
): Promise<{ outcome: SendOutcome; wasNoted: boolean } | null> {
  // The last moment to leave it to another transport.
  if (batch.isHalted()) return null;
  const noting: { isDone: boolean; failure?: unknown } = { isDone: false };
  const handOff = async () => {
    try {
      await noteHandOff(handOffOf(ready, batch));
      noting.isDone = true;
    } catch (error) {
      noting.failure = error;
      throw error;
    }
  };
  const outcome = await batch.transport.send(ready.mail.outgoing, handOff).catch(
    (error: Error): SendOutcome => ({
      kind: noting.isDone ? "unknown" : "temporary",
      detail: error.message,
    }),
  );
  if (noting.failure) throw noting.failure;
  return { outcome, wasNoted: noting.isDone };
}

const idsOf = (copies: Delivery[]) => copies.map(({ id }) => id);

async function prepare(copies: Delivery[], { lease, transport, content }: DeliveryBatch) {
  const group = await shareTracking(await exemptOptedOut(copies, content.optedOut));
  const first = group[0];
  if (!first) return null;
  if (isUnsettled(first, transport)) {
    const detail = "An earlier attempt may have reached the recipient; sending again could send it twice.";
    await settle({ ...ofGroup(group, lease.owner), status: "uncertain", source: "portal", detail }, group);
    return null;
  }
  await drawing.take();
  try {
    return { group, mail: await prepareMail(group, first, content) };
  } finally {
    drawing.give();
  }
}

/** Drawing a template asks the database several times: pages, which share the connections, must not wait for mail. */
const drawing = createTurns(3);

const ofGroup = (group: Delivery[], leaseOwner: string) => ({ deliveryIds: idsOf(group), leaseOwner });

/** An earlier attempt ended in the unknown, and this transport cannot tell a repetition from a new mail. */
function isUnsettled(delivery: Delivery, transport: Transport): boolean {
  if (!delivery.handedOffAt) return false;
  const age = Date.now() - delivery.handedOffAt.getTime();
  return delivery.transport !== transport.name || age >= repeatableForMs[transport.name];
}

function handOffOf({ group, mail }: Ready, batch: DeliveryBatch) {
  const { message, copy } = mail;
  const { transport } = batch;
  return {
    ...ofGroup(group, batch.lease.owner),
    transport: transport.name,
    // A repetition must be the same byte for byte where it is recognised by its key. Elsewhere the bytes are kept only
    // when there is to be another attempt: to write them down for every mail would cost more than all else.
    renderedHtml: repeatableForMs[transport.name] > 0 && !copy.isSecret ? copy.html : null,
    messageId: message.id,
    ticketId: message.ticketId,
    links: copy.links,
  };
}

async function noteAboutTransport(batch: DeliveryBatch, outcome: SendOutcome) {
  const { transport } = batch;
  try {
    if (outcome.kind === "paused") {
      transport.pauses++;
      await pauseTransport(transport, outcome, batch.isTrying);
    } else if (outcome.kind === "accepted" && batch.isTrying) await notePauseOver(transport);
  } catch (error) {
    // The next mail finds out again.
    log().warn({ err: error, transport: transport.name }, "a pause could not be written down");
  }
}

/** A database that is started again, or fails over, is back by then; a process that is being stopped has less time. */
const settleForMs = () => (isShuttingDown() ? 5_000 : 10 * 60_000);
const longestSettleWaitMs = 5_000;

/**
 * The most precious fact of all is that it went out: a database that is away must not lose it. Whoever takes the copies
 * over meanwhile calls them uncertain and leaves them ours, see {@link settleDeliveries}.
 */
async function settle(settlement: Settlement, group: Delivery[]) {
  const since = Date.now();
  for (let waitMs = 100; ; waitMs = Math.min(waitMs * 5, longestSettleWaitMs)) {
    try {
      await settleDeliveries(settlement);
      return;
    } catch (error) {
      const about = { err: error, deliveries: idsOf(group), status: settlement.status };
      if (Date.now() - since >= settleForMs()) {
        // Nobody sends it again: a noted hand-off without an end becomes "uncertain".
        log().error(about, "the end of a delivery is lost");
        return;
      }
      log().warn(about, "the end of a delivery could not be written down yet");
      await sleep(waitMs);
    }
  }
}
