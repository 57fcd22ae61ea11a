import { and, eq, inArray, isNull, sql } from "drizzle-orm";
import { format } from "mysql2";
import { database } from "@/db/client";
import type { Transaction } from "@/db/connect";
import {
  type DeliveryFailure,
  type DeliveryStatus,
  emailDeliveries,
  emailDeliveryEvents,
  emailMessages,
} from "@/db/schema/email";
import { ticketReplies } from "@/db/schema/tickets";
import { noteTicketChange, ticketChangeStatement, wakeLive } from "@/services/live/ticket-changes";
import { retryLockConflicts } from "@/services/retry-lock-conflicts";
import { createGroupCommit } from "./group-commit";
import { createTransactionLane } from "./transaction-lane";

/** What becomes of copies, the same for all that are named. */
export type Settlement = {
  deliveryIds: number[];
  /** They are settled only while they are this lease's. */
  leaseOwner: string;
  status: "sent" | "queued" | "failed" | "uncertain";
  /** Who says so: a transport's name, `portal`, `retry`. */
  source: string;
  /** Why, in the server's own words where there are any. */
  detail: string;
  failure?: DeliveryFailure;
  /** For `queued`: how long until it is due, in milliseconds. */
  dueInMs?: number;
  /** For `queued`: whether the attempt is noted as one (it was not handed off), or taken back (it does not count). */
  attempt?: "count" | "take back";
  /** For `queued` and `uncertain`: since when it is unknown whether it left; null when it is certain that it did not. */
  unsettledSince?: Date | null;
  providerMessageId?: string | null;
  /** What another attempt sends again; left out: what is kept stays, or goes with what is settled for good. */
  renderedHtml?: string;
  /** A worker that is not gone after all may still settle it otherwise. */
  keepLease?: boolean;
  /** Of a worker that seems gone: only while its lease has run out, and nothing was handed off that had not been. */
  ifGone?: { wasHandedOff: boolean };
  /** What the copies belong to, where it is known already: then that they were sent is written in two round trips. */
  about?: { replyId: number | null; ticketId: number | null };
};

/**
 * Settles copies, if they are still this lease's: their rows, one event each, the reply's sending time and the word to live
 * pages. Settlements of the same moment are one transaction. A copy that a report has moved on meanwhile stays there.
 * @returns how many were settled; none when another worker has taken them over.
 */
export const settleDeliveries = createGroupCommit<Settlement, number>(async (group) => {
  const settled = new Map<Settlement, number>();
  const plain = group.filter(isPlainlySent);
  if (plain.length > 0 && (await retryLockConflicts(() => writeSent(plain)))) {
    for (const settlement of plain) settled.set(settlement, settlement.deliveryIds.length);
  }
  const others = group.filter((settlement) => !settled.has(settlement));
  if (others.length > 0) {
    const rows = await retryLockConflicts(() => database().transaction((tx) => writeGroup(tx, others)));
    for (const [index, settlement] of others.entries()) settled.set(settlement, rows[index] ?? 0);
  }
  wakeLive();
  return group.map((settlement) => settled.get(settlement) ?? 0);
}, 100);

/** What nearly all end as: taken by a mail server that gives it no name. */
function isPlainlySent({ status, providerMessageId, about, ifGone }: Settlement): boolean {
  return status === "sent" && !providerMessageId && about !== undefined && !ifGone;
}

/**
 * The same as {@link writeGroup} where nothing unusual happened to any of the copies.
 * @returns false when something did, and nothing was written.
 */
async function writeSent(group: Settlement[]): Promise<boolean> {
  const idsOf = new Map<string, number[]>();
  for (const { leaseOwner, deliveryIds } of group) {
    const known = idsOf.get(leaseOwner);
    if (known) known.push(...deliveryIds);
    else idsOf.set(leaseOwner, [...deliveryIds]);
  }
  const leases = [...idsOf];
  const updates = leases.map(([leaseOwner, ids]) =>
    format(
      `UPDATE email_deliveries SET status = 'sent', sent_at = UTC_TIMESTAMP(6), next_attempt_at = NULL,
         rendered_html = NULL, last_error = NULL, failure = NULL, lease_owner = NULL, lease_until = NULL
       WHERE id IN (?) AND lease_owner = ? AND status IN ('sending', 'uncertain')`,
      [ids, leaseOwner],
    ),
  );
  const events = group.flatMap(({ deliveryIds, source, detail }) =>
    deliveryIds.map((deliveryId) => ({ deliveryId, status: "sent" as const, source, detail })),
  );
  const replyIds = [...new Set(group.flatMap(({ about }) => about?.replyId ?? []))];
  const statements = [
    ...updates,
    eventsStatement(events),
    ...(replyIds.length > 0
      ? [
          format(
            "UPDATE ticket_replies SET email_sent_at = UTC_TIMESTAMP(6) WHERE id IN (?) AND email_sent_at IS NULL",
            [replyIds],
          ),
        ]
      : []),
    ...ticketChangeStatement(group.flatMap(({ about }) => about?.ticketId ?? [])),
  ];
  return lane.run(statements, (affected) => leases.every(([, ids], index) => affected[index] === ids.length));
}

const lane = createTransactionLane();

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

const released = { leaseOwner: null, leaseUntil: null };

function changesOf(settlement: Settlement) {
  const { status, failure, dueInMs, attempt, unsettledSince, providerMessageId, renderedHtml } = settlement;
  const detail = settlement.detail.slice(0, 1000);
  const base = { status, ...(settlement.keepLease ? { leaseUntil: null } : released) };
  const bytes = renderedHtml === undefined ? {} : { renderedHtml };
  if (status === "sent") {
    return {
      ...{ ...base, failure: null, lastError: null, nextAttemptAt: null, renderedHtml: null },
      sentAt: sql`UTC_TIMESTAMP(6)`,
      ...(providerMessageId ? { providerMessageId } : {}),
    };
  }
  if (status === "failed") {
    return { ...base, failure: failure ?? null, lastError: detail, nextAttemptAt: null, handedOffAt: null };
  }
  if (status === "uncertain") {
    return { ...base, ...bytes, failure: null, lastError: detail, nextAttemptAt: null };
  }
  return {
    ...{ ...base, ...bytes, lastError: detail },
    ...(unsettledSince === undefined ? {} : { handedOffAt: unsettledSince }),
    // By the database's clock, as the claims are.
    nextAttemptAt: sql`UTC_TIMESTAMP(6) + INTERVAL ${Math.round((dueInMs ?? 0) * 1000)} MICROSECOND`,
    ...attemptChange[attempt ?? "as noted"],
  };
}

const attemptChange = {
  "as noted": {},
  count: {
    attempts: sql`${emailDeliveries.attempts} + 1`,
    triedSince: sql`COALESCE(${emailDeliveries.triedSince}, UTC_TIMESTAMP(6))`,
  },
  // The time in which nothing could be sent at all is not a time in which it was tried.
  "take back": { attempts: sql`GREATEST(${emailDeliveries.attempts} - 1, 0)`, triedSince: null },
};

export type DeliveryEvent = {
  deliveryId: number;
  status: DeliveryStatus;
  /** Who says so: a transport's name, `portal`, `retry`, a webhook, a report. */
  source: string;
  /** In the server's own words where there are any. */
  detail: string | null;
  /** Left out: now. */
  occurredAt?: Date;
};

/** Writes into the copies' histories what happened to them. */
export async function noteDeliveryEvents(tx: Transaction, events: DeliveryEvent[]) {
  if (events.length === 0) return;
  const now = new Date();
  await tx.insert(emailDeliveryEvents).values(
    events.map(({ deliveryId, status, source, detail, occurredAt }) => ({
      ...{ deliveryId, status, source },
      detail: detail?.slice(0, 1000) ?? null,
      occurredAt: occurredAt ?? now,
    })),
  );
}

/** {@link noteDeliveryEvents} as SQL, for who sends a transaction in one piece. */
export function eventsStatement(events: DeliveryEvent[]): string {
  return format(
    "INSERT INTO email_delivery_events (delivery_id, status, source, detail, occurred_at) VALUES ?",
    [
      events.map(({ deliveryId, status, source, detail, occurredAt }) => [
        ...[deliveryId, status, source, detail?.slice(0, 1000) ?? null],
        asSqlTime(occurredAt ?? new Date()),
      ]),
    ],
  );
}

const asSqlTime = (time: Date) => time.toISOString().slice(0, 23).replace("T", " ");

/** A reply counts as sent when the first copy was. */
export async function noteSent(tx: Transaction, replyIds: number[]) {
  if (replyIds.length === 0) return;
  await tx
    .update(ticketReplies)
    .set({ emailSentAt: sql`UTC_TIMESTAMP(6)` })
    .where(and(inArray(ticketReplies.id, replyIds), isNull(ticketReplies.emailSentAt)));
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
