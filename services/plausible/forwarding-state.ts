import { desc, eq, gte, type SQL, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { emailTrackingEvents } from "@/db/schema/email";
import {
  type ForwardedReason,
  type ForwardedStatus,
  forwardedStatuses,
  plausibleDailyTotals,
  workerLeases,
} from "@/db/schema/workers";
import { effectiveSettings } from "@/services/integration-modules/effective-settings";
import { forwarderLease, isForwarding } from "./forward-pending-events";
import { clickGoal, eventProperties, openGoal } from "./plausible-event";

/** A page counts no further: more than so many is "more than so many". */
const countedAtMost = 100_000;
const totalDays = 30;

export type ForwardingState = {
  /** Off: events stay here. Paused: they wait. */
  mode: "off" | "paused" | "on";
  /** Where they go to. */
  baseUrl: string;
  siteDomain: string;
  /** Events that wait, `countedAtMost` at most. */
  pending: number;
  /** Events that Plausible refused and that can be tried again. */
  failed: number;
  isCounted: { pending: boolean; failed: boolean };
  oldestPendingAt: Date | null;
  /** Why the oldest one waits, when it was tried before. */
  waitingBecause: string | null;
  /** Of the last 30 days. */
  totals: Record<ForwardedStatus, number>;
  /** Of the same days, what was not sent, by the reason as far as it is known; the most frequent first. */
  reasons: { status: Exclude<ForwardedStatus, "sent">; reason: ForwardedReason; events: number }[];
  /** For each way to end: the last time, and what was said. */
  last: Partial<Record<ForwardedStatus, { at: Date; detail: string | null }>>;
  /** When the worker last looked. */
  lastRunAt: Date | null;
  /** What to set up on Plausible's side to see the events there. */
  setUp: { goals: string[]; properties: string[] };
};

/** What an admin wants to know about forwarding: what waits, what was sent, what went wrong. No query counts all events. */
export async function getForwardingState(): Promise<ForwardingState> {
  const { enabled, settings } = await effectiveSettings("plausible");
  const [pending, failed, oldest, days, [lease]] = await Promise.all([
    countPending(),
    countRetriable(settings.forward_within_hours),
    oldestPending(),
    lastDays(),
    database().select().from(workerLeases).where(eq(workerLeases.name, forwarderLease)),
  ]);
  const isOn = isForwarding(enabled, settings);
  return {
    mode: !isOn ? "off" : settings.forwarding_paused ? "paused" : "on",
    baseUrl: settings.base_url,
    siteDomain: settings.site_domain,
    pending: Math.min(pending, countedAtMost),
    failed: Math.min(failed, countedAtMost),
    isCounted: { pending: pending <= countedAtMost, failed: failed <= countedAtMost },
    oldestPendingAt: oldest?.occurredAt ?? null,
    waitingBecause: oldest?.plausibleError ?? null,
    ...days,
    lastRunAt: lease?.lastRunAt ?? null,
    setUp: {
      goals: [openGoal, clickGoal],
      properties: eventProperties.filter((name) => name !== "link_path" || settings.forward_link_path),
    },
  };
}

function countPending(): Promise<number> {
  return countRows(
    sql`SELECT 1 FROM email_tracking_events WHERE plausible_status = 'pending' LIMIT ${countedAtMost + 1}`,
  );
}

/** What was refused long ago cannot be sent any more, and is kept as long as any event. */
function countRetriable(withinHours: number): Promise<number> {
  return countRows(sql`
    SELECT 1 FROM (
      SELECT occurred_at FROM email_tracking_events WHERE plausible_status = 'failed'
      ORDER BY plausible_next_at DESC, id DESC LIMIT ${countedAtMost + 1}
    ) refused
    WHERE occurred_at > UTC_TIMESTAMP(6) - INTERVAL ${withinHours} HOUR`);
}

async function countRows(query: SQL): Promise<number> {
  const [rows] = await database().execute(sql`SELECT COUNT(*) AS events FROM (${query}) counted`);
  return Number((rows as unknown as { events: number }[])[0]?.events ?? 0);
}

/** The one that has been due longest: by the queue's own index. */
async function oldestPending() {
  const [row] = await database()
    .select({
      occurredAt: emailTrackingEvents.occurredAt,
      plausibleError: emailTrackingEvents.plausibleError,
    })
    .from(emailTrackingEvents)
    .where(eq(emailTrackingEvents.plausibleStatus, "pending"))
    .orderBy(emailTrackingEvents.plausibleNextAt, emailTrackingEvents.id)
    .limit(1);
  return row;
}

async function lastDays(): Promise<Pick<ForwardingState, "totals" | "reasons" | "last">> {
  const rows = await database()
    .select()
    .from(plausibleDailyTotals)
    .where(gte(plausibleDailyTotals.day, sql`UTC_DATE() - INTERVAL ${totalDays} DAY`))
    .orderBy(desc(plausibleDailyTotals.lastAt));
  const totals = Object.fromEntries(forwardedStatuses.map((status) => [status, 0])) as Record<
    ForwardedStatus,
    number
  >;
  const last: ForwardingState["last"] = {};
  const byReason = new Map<string, ForwardingState["reasons"][number]>();
  for (const { status, reason, events, lastAt, lastDetail } of rows) {
    totals[status] += events;
    last[status] ??= { at: lastAt, detail: lastDetail };
    if (status === "sent") continue;
    const before = byReason.get(`${status} ${reason}`)?.events ?? 0;
    byReason.set(`${status} ${reason}`, { status, reason, events: before + events });
  }
  const reasons = [...byReason.values()].sort((one, other) => other.events - one.events);
  return { totals, reasons, last };
}
