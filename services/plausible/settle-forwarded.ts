import { and, eq, inArray, sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { Transaction } from "@/db/connect";
import { emailTrackingEvents } from "@/db/schema/email";
import { type ForwardedReason, type ForwardedStatus, plausibleDailyTotals } from "@/db/schema/workers";
import { counts, countUp } from "@/services/metrics/counts";
import type { Verdict } from "./forward-pending-events";

type Judged = {
  event: Pick<typeof emailTrackingEvents.$inferSelect, "id" | "plausibleAttempts">;
  verdict: Verdict;
};

const firstRetryMs = 30_000;
const longestRetryMs = 10 * 60_000;
const longestDetail = 500;

/** Notes what became of events, and the day's totals, in one transaction. Who is a scanner meanwhile stays skipped. */
export async function settleForwarded(judged: readonly Judged[]) {
  if (judged.length === 0) return;
  await database().transaction(async (tx) => {
    for (const alike of groupAlike(judged)) {
      const [first] = alike;
      if (!first) continue;
      const { status, detail, reason = "none" } = first.verdict;
      const set = status === "retry" ? waiting(first) : ended(status, detail);
      const [result] = await tx
        .update(emailTrackingEvents)
        .set({ ...set, plausibleAttempts: sql`${emailTrackingEvents.plausibleAttempts} + 1` })
        .where(
          and(
            inArray(
              emailTrackingEvents.id,
              alike.map(({ event }) => event.id),
            ),
            eq(emailTrackingEvents.plausibleStatus, "pending"),
          ),
        );
      if (status !== "retry" && result.affectedRows > 0)
        await addToTotals(tx, { status, reason, events: result.affectedRows, detail });
    }
  });
  for (const { verdict } of judged)
    countUp(counts().forwarded, verdict.status === "retry" ? "retried" : verdict.status);
}

/** Those that one statement can note: the same end, and for retries the same number of attempts. */
function groupAlike(judged: readonly Judged[]): Judged[][] {
  const groups = new Map<string, Judged[]>();
  for (const one of judged) {
    const { status, detail, reason } = one.verdict;
    const key = `${status}\n${reason}\n${detail}\n${status === "retry" ? one.event.plausibleAttempts : ""}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

function ended(status: ForwardedStatus, detail: string | null) {
  const isSent = status === "sent";
  return {
    plausibleStatus: status,
    plausibleSent: isSent,
    plausibleSentAt: isSent ? sql`UTC_TIMESTAMP(6)` : null,
    plausibleNextAt: null,
    plausibleError: detail?.slice(0, longestDetail) ?? null,
  };
}

/** 30 s, 1 min, 2 min … up to ten minutes, until the event is too old; never sooner than Plausible asks. */
function waiting({ event, verdict }: Judged) {
  const backoff = Math.min(firstRetryMs * 2 ** Math.min(event.plausibleAttempts, 10), longestRetryMs);
  const asked = "retryAfterMs" in verdict ? (verdict.retryAfterMs ?? 0) : 0;
  return {
    plausibleNextAt: sql`UTC_TIMESTAMP(6) + INTERVAL ${Math.max(backoff, asked) * 1000} MICROSECOND`,
    plausibleError: verdict.detail?.slice(0, longestDetail) ?? null,
  };
}

type Ended = { status: ForwardedStatus; reason: ForwardedReason; events: number; detail: string | null };

async function addToTotals(tx: Transaction, { status, reason, events, detail }: Ended) {
  const lastDetail = detail?.slice(0, longestDetail) ?? null;
  await tx
    .insert(plausibleDailyTotals)
    .values({ day: sql`UTC_DATE()`, status, reason, events, lastAt: sql`UTC_TIMESTAMP(6)`, lastDetail })
    .onDuplicateKeyUpdate({
      set: { events: sql`events + ${events}`, lastAt: sql`UTC_TIMESTAMP(6)`, lastDetail },
    });
}
