import { sql } from "drizzle-orm";
import { type DeliveryFailure, emailDeliveries } from "@/db/schema/email";

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

/** No worker's any more. */
export const released = { leaseOwner: null, leaseUntil: null };

/** What becomes of the columns of a copy that is still open. */
export function changesOf(settlement: Settlement) {
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
