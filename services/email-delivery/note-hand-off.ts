import { and, eq, inArray, sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { Transaction } from "@/db/connect";
import { emailDeliveries, emailLinks } from "@/db/schema/email";
import type { TrackedLink } from "@/services/email-tracking/inject-tracking";
import { noteTicketChange, wakeLive } from "@/services/live/ticket-changes";
import { retryLockConflicts } from "@/services/retry-lock-conflicts";
import { createGroupCommit } from "./group-commit";
import { noteDeliveryEvents } from "./settle-deliveries";
import type { Transport } from "./transports/transport";

/** Another worker has this delivery now: it is theirs to send. */
export class LeaseLostError extends Error {
  override name = "LeaseLostError";
}

export type HandOff = {
  /** The copies of one message. */
  deliveryIds: number[];
  leaseOwner: string;
  transport: Transport["name"];
  /** What every attempt must send byte for byte; null where the transport does not ask for it. */
  renderedHtml: string | null;
  messageId: number;
  ticketId: number | null;
  links: TrackedLink[];
};

/**
 * Notes, before the transport is spoken to, that from now on the mail may be out. Hand-offs of the same moment are one
 * transaction.
 * @throws {LeaseLostError} when the copies are not this lease's any more.
 */
export const noteHandOff = createGroupCommit<HandOff, void>(async (group) => {
  await retryLockConflicts(() => database().transaction((tx) => writeGroup(tx, group)));
  wakeLive();
  return group.map(() => undefined);
}, 100);

async function writeGroup(tx: Transaction, group: HandOff[]) {
  for (const alike of groupAlike(group)) {
    const ids = alike.flatMap(({ deliveryIds }) => deliveryIds);
    const { transport, renderedHtml, leaseOwner } = alike[0] as HandOff;
    const [result] = await tx
      .update(emailDeliveries)
      .set({
        attempts: sql`${emailDeliveries.attempts} + 1`,
        handedOffAt: sql`COALESCE(${emailDeliveries.handedOffAt}, UTC_TIMESTAMP(6))`,
        triedSince: sql`COALESCE(${emailDeliveries.triedSince}, UTC_TIMESTAMP(6))`,
        transport,
        ...(renderedHtml === null ? {} : { renderedHtml }),
      })
      .where(
        and(
          inArray(emailDeliveries.id, ids),
          eq(emailDeliveries.leaseOwner, leaseOwner),
          eq(emailDeliveries.status, "sending"),
        ),
      );
    if (result.affectedRows !== ids.length) throw new LeaseLostError();
  }
  const links = group.flatMap(({ messageId, links: found }) =>
    found.map(({ position, url, label }) => ({ messageId, position, url, label })),
  );
  if (links.length) await tx.insert(emailLinks).ignore().values(links);
  await noteDeliveryEvents(
    tx,
    group.flatMap(({ deliveryIds, transport }) =>
      deliveryIds.map((deliveryId) => ({
        ...{ deliveryId, status: "sending" as const, source: transport, detail: null },
      })),
    ),
  );
  await noteTicketChange(
    tx,
    group.flatMap(({ ticketId }) => ticketId ?? []),
  );
}

/** Those whose rows change alike, which one statement can do. */
function groupAlike(group: HandOff[]): HandOff[][] {
  const alike = new Map<string, HandOff[]>();
  group.forEach((handOff, index) => {
    const key = handOff.renderedHtml === null ? `${handOff.leaseOwner} ${handOff.transport}` : String(index);
    alike.set(key, [...(alike.get(key) ?? []), handOff]);
  });
  return [...alike.values()];
}
