import { and, asc, desc, eq, inArray, lte, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { emailTrackingEvents } from "@/db/schema/email";
import type { ForwardedReason } from "@/db/schema/workers";
import { env } from "@/env";
import { effectiveSettings } from "@/services/integration-modules/effective-settings";
import type { SettingsOf } from "@/services/integration-modules/module-definitions";
import { underWorkerLease, type WorkerLease } from "@/services/workers/worker-lease";
import { plausibleRequest } from "./plausible-event";
import { type PlausibleOutcome, sendToPlausible } from "./send-to-plausible";
import { settleForwarded } from "./settle-forwarded";

/** The lease under which one process at a time forwards, so that events go out in their order. */
export const forwarderLease = "plausible forwarder";

/** Events that are on their way at once. While they are, those before them are settled: a crash sends 50 twice at most. */
const atOnce = 25;
const batchSize = 500;
/** How often the lease (30 s) is renewed. Nothing takes longer than the 10 s that Plausible has to answer. */
const renewalMs = 5_000;

type PendingEvent = typeof emailTrackingEvents.$inferSelect;
export type Verdict =
  | PlausibleOutcome
  | { status: "skipped" | "expired"; detail: string; reason: ForwardedReason };
export type ForwardedRun = {
  /** Events that were looked at. */
  handled: number;
  /** More are due. */
  more: boolean;
  /** Plausible took nothing of the last ones: it is better left alone for a while. */
  isOut: boolean;
  retryAfterMs?: number;
};

const nothing: ForwardedRun = { handled: 0, more: false, isOut: false };

/**
 * Forwards a batch of waiting events to Plausible, the oldest first, and notes what became of each. Of several processes
 * one does it. At least once: Plausible knows no key to recognise a repetition by, so that after a crash those that were
 * on their way or not settled yet, 50 at most, may be counted twice.
 */
export async function forwardPendingEvents(): Promise<ForwardedRun> {
  return (await underWorkerLease(forwarderLease, forwardBatch)) ?? nothing;
}

/** Whether events leave this portal. Where nobody is to be tracked any more, what still waits does not either. */
export function isForwarding(enabled: boolean, settings: SettingsOf<"plausible">): boolean {
  return enabled && settings.send_to_plausible && settings.tracking_mode !== "off";
}

async function forwardBatch(lease: WorkerLease): Promise<ForwardedRun> {
  const { enabled, settings } = await effectiveSettings("plausible");
  if (settings.forwarding_paused) return nothing;
  const isOn = isForwarding(enabled, settings);
  const events = await dueEvents();
  let renewedAt = performance.now();
  // What has been sent is settled while the next is being sent.
  let settling: Promise<unknown> = Promise.resolve();
  try {
    for (let start = 0; start < events.length; start += atOnce) {
      if (performance.now() - renewedAt > renewalMs) {
        if (!(await lease.renew())) return nothing;
        renewedAt = performance.now();
      }
      const part = events.slice(start, start + atOnce);
      const judged = await Promise.all(
        part.map(async (event) => ({ event, verdict: isOn ? await forward(event, settings) : switchedOff })),
      );
      await settling;
      settling = settleForwarded(judged);
      // It is awaited with the next part; until then nobody else hears of its failure.
      settling.catch(() => {});
      const retryAfterMs = outFor(judged);
      if (retryAfterMs !== null)
        return { handled: start + part.length, more: true, isOut: true, retryAfterMs };
    }
    return { handled: events.length, more: events.length === batchSize, isOut: false };
  } finally {
    await settling;
  }
}

/** How long Plausible asks to be left alone when it took none of these; null when it took any. */
function outFor(judged: readonly { verdict: Verdict }[]): number | null {
  if (judged.some(({ verdict }) => verdict.status !== "retry")) return null;
  return Math.max(
    ...judged.map(({ verdict }) => ("retryAfterMs" in verdict ? (verdict.retryAfterMs ?? 0) : 0)),
  );
}

const switchedOff: Verdict = {
  ...{ status: "skipped", reason: "switched_off" },
  detail: "forwarding was switched off meanwhile",
};

function dueEvents(): Promise<PendingEvent[]> {
  return database()
    .select()
    .from(emailTrackingEvents)
    .where(
      and(
        eq(emailTrackingEvents.plausibleStatus, "pending"),
        lte(emailTrackingEvents.plausibleNextAt, sql`UTC_TIMESTAMP(6)`),
      ),
    )
    .orderBy(asc(emailTrackingEvents.plausibleNextAt), asc(emailTrackingEvents.id))
    .limit(batchSize);
}

async function forward(event: PendingEvent, settings: SettingsOf<"plausible">): Promise<Verdict> {
  const isProxy = event.visitClass === "proxy";
  if (isProxy && !settings.forward_proxy_opens)
    return { status: "skipped", reason: "proxy_opens_off", detail: "opened through an image proxy" };
  if (Date.now() - event.occurredAt.getTime() > settings.forward_within_hours * 3_600_000) {
    const { plausibleError: problem } = event;
    return problem === null
      ? { status: "expired", reason: "held_back", detail: "waited too long to be counted on its day" }
      : { status: "expired", reason: "plausible_away", detail: problem };
  }
  const request = plausibleRequest(event, {
    portalUrl: env().PORTAL_URL,
    siteDomain: settings.site_domain,
    withLinkPath: settings.forward_link_path,
  });
  const policy = { allowPrivate: settings.allow_private_urls };
  const outcome = await sendToPlausible(settings.base_url, request, policy);
  if (outcome.status !== "dropped") return outcome;
  return { ...outcome, reason: isProxy ? "under_own_name" : "under_readers_name" };
}

/**
 * Takes events that Plausible refused back into the queue, as far as they are young enough to be counted.
 * @returns how many.
 */
export async function requeueFailedEvents(): Promise<number> {
  const { settings } = await effectiveSettings("plausible");
  const isRetriable = and(
    eq(emailTrackingEvents.plausibleStatus, "failed"),
    sql`${emailTrackingEvents.occurredAt} > UTC_TIMESTAMP(6) - INTERVAL ${settings.forward_within_hours} HOUR`,
  );
  const rows = await database()
    .select({ id: emailTrackingEvents.id })
    .from(emailTrackingEvents)
    .where(isRetriable)
    .orderBy(desc(emailTrackingEvents.plausibleNextAt), desc(emailTrackingEvents.id))
    .limit(10_000);
  if (rows.length === 0) return 0;
  const [result] = await database()
    .update(emailTrackingEvents)
    .set({ plausibleStatus: "pending", plausibleNextAt: sql`UTC_TIMESTAMP(6)`, plausibleAttempts: 0 })
    .where(
      and(
        inArray(
          emailTrackingEvents.id,
          rows.map(({ id }) => id),
        ),
        isRetriable,
      ),
    );
  return result.affectedRows;
}
