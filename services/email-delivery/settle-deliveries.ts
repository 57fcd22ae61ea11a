import { eq, inArray, sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { Transaction } from "@/db/connect";
import { emailDeliveries, emailMessages } from "@/db/schema/email";
import { noteTicketChange, wakeLive } from "@/services/live/ticket-changes";
import { retryLockConflicts } from "@/services/retry-lock-conflicts";
import { noteDeliveryEvents } from "./delivery-events";
import { createGroupCommit } from "./group-commit";
import { noteSent } from "./note-sent";
import { noteSettlement } from "./note-settlement";
import { changesOf, released, type Settlement } from "./settlement";
import { type PlainlySent, writeProgress } from "./write-progress";

/**
 * Settles copies, if they are still this lease's: their rows, one event each, the reply's sending time and the word to live
 * pages. Settlements of the same moment are one transaction. A copy that a report has moved on meanwhile stays there.
 * @returns how many were settled; none when another worker has taken them over.
 */
export async function settleDeliveries(settlement: Settlement): Promise<number> {
  const plain = plainlySent(settlement);
  const isWritten = plain !== null && (await writeProgress(plain));
  const copies = isWritten ? settlement.deliveryIds.length : await settle(settlement);
  noteSettlement(settlement, copies);
  return copies;
}

/** What nearly all end as, when nothing unusual happened to any of the copies. */
function plainlySent(settlement: Settlement): PlainlySent | null {
  const { status, providerMessageId, about, ifGone, deliveryIds, leaseOwner, source, detail } = settlement;
  if (status !== "sent" || !about || ifGone) return null;
  const name = providerMessageId ?? null;
  return { kind: "sent", deliveryIds, leaseOwner, source, detail, providerMessageId: name, ...about };
}

const settle = createGroupCommit<Settlement, number>(async (group) => {
  const settled = await retryLockConflicts(() => database().transaction((tx) => writeGroup(tx, group)));
  wakeLive();
  return settled;
}, 100);

type Row = Pick<
  typeof emailDeliveries.$inferSelect,
  "id" | "leaseOwner" | "status" | "ticketReplyId" | "messageId" | "handedOffAt"
> & { hasExpired: boolean };

function concerns({ leaseOwner, ifGone }: Settlement, row: Row | undefined): row is Row {
  if (row?.leaseOwner !== leaseOwner) return false;
  return !ifGone || (row.hasExpired && (row.handedOffAt !== null) === ifGone.wasHandedOff);
}

async function writeGroup(tx: Transaction, group: Settlement[]): Promise<number[]> {
  const rows = await lockRows(
    tx,
    group.flatMap(({ deliveryIds }) => deliveryIds),
  );
  const own = group.map((settlement) => ({
    settlement,
    rows: settlement.deliveryIds.flatMap((id) => {
      const row = rows.get(id);
      return concerns(settlement, row) ? [row] : [];
    }),
  }));
  // Reported on before we heard the end of it ourselves: what came later counts.
  const isOpen = ({ status }: Row) => status === "sending" || status === "uncertain";
  for (const { settlement, ids } of alike(own, isOpen)) {
    await tx.update(emailDeliveries).set(changesOf(settlement)).where(inArray(emailDeliveries.id, ids));
  }
  const reported = own.flatMap(({ settlement, rows: found }) =>
    found.filter((row) => !isOpen(row)).map(({ id }) => ({ id, settlement })),
  );
  for (const { id, settlement } of reported) {
    const { providerMessageId } = settlement;
    await tx
      .update(emailDeliveries)
      .set({ ...released, ...(providerMessageId ? { providerMessageId } : {}) })
      .where(eq(emailDeliveries.id, id));
  }
  await noteDeliveryEvents(
    tx,
    own.flatMap(({ settlement: { status, source, detail }, rows: found }) =>
      found.filter(isOpen).map(({ id }) => ({ deliveryId: id, status, source, detail })),
    ),
  );
  const sent = own
    .filter(({ settlement }) => settlement.status === "sent")
    .flatMap(({ rows: found }) => found);
  await noteSent(tx, [...new Set(sent.flatMap(({ ticketReplyId }) => ticketReplyId ?? []))]);
  await noteChangedTickets(tx, [
    ...new Set(own.flatMap(({ rows: found }) => found.map((row) => row.messageId))),
  ]);
  return own.map(({ rows: found }) => found.length);
}

async function lockRows(tx: Transaction, ids: number[]): Promise<Map<number, Row>> {
  const rows = await tx
    .select({
      id: emailDeliveries.id,
      leaseOwner: emailDeliveries.leaseOwner,
      status: emailDeliveries.status,
      ticketReplyId: emailDeliveries.ticketReplyId,
      messageId: emailDeliveries.messageId,
      handedOffAt: emailDeliveries.handedOffAt,
      hasExpired: sql`${emailDeliveries.leaseUntil} < UTC_TIMESTAMP(6)`.mapWith(Boolean),
    })
    .from(emailDeliveries)
    .where(inArray(emailDeliveries.id, ids))
    .for("update");
  return new Map(rows.map((row) => [row.id, row]));
}

/** The settlements by what they change, so that a hundred mails that were sent are one statement. */
function alike(own: { settlement: Settlement; rows: Row[] }[], isOpen: (row: Row) => boolean) {
  const groups = new Map<string, { settlement: Settlement; ids: number[] }>();
  for (const { settlement, rows } of own) {
    const ids = rows.filter(isOpen).map(({ id }) => id);
    if (ids.length === 0) continue;
    const { deliveryIds: _, leaseOwner: __, ifGone: ___, about: ____, detail, ...change } = settlement;
    const key = JSON.stringify([change, change.status === "sent" ? null : detail]);
    const known = groups.get(key);
    if (known) known.ids.push(...ids);
    else groups.set(key, { settlement, ids });
  }
  return groups.values();
}

async function noteChangedTickets(tx: Transaction, messageIds: number[]) {
  if (messageIds.length === 0) return;
  const messages = await tx
    .select({ ticketId: emailMessages.ticketId })
    .from(emailMessages)
    .where(inArray(emailMessages.id, messageIds));
  await noteTicketChange(
    tx,
    messages.flatMap((message) => message.ticketId ?? []),
  );
}
