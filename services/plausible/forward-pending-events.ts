import { and, eq } from "drizzle-orm";
import { database } from "@/db/client";
import { emailTrackingEvents } from "@/db/schema/email";
import { effectiveSettings } from "@/services/integration-modules/effective-settings";
import type { SettingsOf } from "@/services/integration-modules/module-definitions";
import { claimPendingEvents, type PendingEvent } from "./claim-pending-events";
import { plausibleRequest } from "./plausible-event";
import { type PlausibleOutcome, sendToPlausible } from "./send-to-plausible";

const batchSize = 50;
const concurrency = 5;
/** Plausible books an event at the moment it arrives: what is this late would be counted on a wrong day. */
const expireAfterMs = 6 * 60 * 60 * 1000;
const firstRetryMs = 30_000;
const longestRetryMs = 30 * 60_000;

type Verdict = PlausibleOutcome | { status: "skipped" | "expired"; detail: string };

/**
 * Forwards a batch of waiting events to Plausible and notes what became of each. Any number of processes may do this
 * at once. An event whose answer was lost is sent again: Plausible knows no key to recognise it by.
 * @returns how many events were looked at; fewer than a full batch means that no more are due.
 */
export async function forwardPendingEvents(): Promise<{ handled: number; more: boolean }> {
  const events = await claimPendingEvents(batchSize);
  if (events.length === 0) return { handled: 0, more: false };
  const { enabled, settings } = await effectiveSettings("plausible");
  const isOn = enabled && settings.send_to_plausible;
  for (let start = 0; start < events.length; start += concurrency) {
    const batch = events.slice(start, start + concurrency);
    await Promise.all(
      batch.map(async (event) => {
        await settle(event, isOn ? await forward(event, settings) : switchedOff);
      }),
    );
  }
  return { handled: events.length, more: events.length === batchSize };
}

const switchedOff: Verdict = { status: "skipped", detail: "forwarding was switched off meanwhile" };

async function forward(event: PendingEvent, settings: SettingsOf<"plausible">): Promise<Verdict> {
  // Plausible drops image proxies as robots, and a user agent made up for the reader would be a lie about devices.
  if (event.visitClass === "proxy") return { status: "skipped", detail: "opened through an image proxy" };
  if (Date.now() - event.occurredAt.getTime() > expireAfterMs) {
    return { status: "expired", detail: event.plausibleError ?? "waited too long to be counted on its day" };
  }
  return sendToPlausible(settings.base_url, plausibleRequest(event, settings.site_domain), {
    allowPrivate: settings.allow_private_urls,
  });
}

async function settle(event: PendingEvent, { status, detail }: Verdict) {
  const isSent = status === "sent";
  const isRetry = status === "retry";
  await database()
    .update(emailTrackingEvents)
    .set({
      plausibleStatus: isRetry ? "pending" : status,
      plausibleSent: isSent,
      plausibleSentAt: isSent ? new Date() : null,
      plausibleNextAt: isRetry ? new Date(Date.now() + retryDelayMs(event.plausibleAttempts)) : null,
      plausibleError: detail?.slice(0, 500) ?? null,
    })
    .where(and(eq(emailTrackingEvents.id, event.id), eq(emailTrackingEvents.plausibleStatus, "pending")));
}

/** 30 s, 1 min, 2 min … up to half an hour, until the event expires. */
function retryDelayMs(earlierAttempts: number): number {
  return Math.min(firstRetryMs * 2 ** Math.min(earlierAttempts, 10), longestRetryMs);
}
