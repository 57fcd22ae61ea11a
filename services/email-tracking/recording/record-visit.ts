import type { TrackingEventType } from "@/db/schema/email";
import { env } from "@/env";
import {
  currentTrackingSettings,
  type TrackingSettings,
} from "@/services/integration-modules/tracking-settings";
import { withinTime } from "@/services/within-time";
import type { TrackingRequest } from "../requests/tracking-request";
import { anonymiseIp } from "../visits/anonymise-ip";
import { classifyVisit } from "../visits/classify-visit";
import { countryOf } from "../visits/country-of";
import { describeClient } from "../visits/describe-client";
import { perUserAgent } from "../visits/per-user-agent";
import { eventWriter } from "./process-event-writer";
import type { TrackingEvent } from "./tracking-event";

export type Visit = {
  request: TrackingRequest;
  trackingId: string;
  eventType: TrackingEventType;
  /** Where a click leads; null for opens. */
  url: string | null;
  linkPosition: number | null;
};

/** How long the settings may take to be read, which only the first request of all may have to wait for. */
const settingsPatienceMs = 3_000;

/**
 * Records an open or a click, unless the settings or the visitor's own signal say not to. What must not be kept (the
 * full address) is gone before the event waits anywhere.
 * @param patienceMs how long the event may take to be committed before it is put on disk instead
 * @returns whether nothing is left to do: it is committed, on disk, or not to be recorded. False: it waits
 * in memory, or was refused. Never later than the writer's own limit, see `EventWriter.record`.
 * @throws what reading the settings for the first time throws.
 */
export function recordVisit(visit: Visit, patienceMs: number): Promise<boolean> {
  const occurredAt = Date.now();
  const recordAs = (settings: TrackingSettings) => {
    const event = eventOf(visit, settings, occurredAt);
    return event === null ? Promise.resolve(true) : eventWriter().record(event, patienceMs);
  };
  const settings = currentTrackingSettings();
  // No promise where none is needed: this runs for every open.
  return settings instanceof Promise
    ? withinTime(settingsPatienceMs, settings).then(recordAs)
    : recordAs(settings);
}

/** The event as it may be kept; null when nothing may. */
function eventOf(
  { request, trackingId, eventType, url, linkPosition }: Visit,
  settings: TrackingSettings,
  occurredAt: number,
): TrackingEvent | null {
  const wanted = eventType === "open" ? settings.trackOpens : settings.trackClicks;
  if (!settings.enabled || !wanted || settings.trackingMode === "off") return null;
  if (settings.respectGpc && asksForPrivacy(request)) return null;
  const { headers, ip, method } = request;
  const visit = classifyVisit({
    eventType,
    method,
    userAgent: headers.userAgent,
    headers,
    ip,
    portalUrl: env().PORTAL_URL,
    // Whose copy it is, the writer finds out for a whole group at once.
    recipientIsAgent: false,
  });
  const client = clientOf[eventType](headers.userAgent);
  return {
    trackingId,
    eventType,
    occurredAt,
    url,
    linkPosition,
    userAgent: headers.userAgent,
    ipAddress: anonymiseIp(ip, settings.ipStorage),
    referrer: headers.referrer,
    visitClass: visit.class,
    visitReason: visit.reason,
    client: client.client,
    os: client.os,
    device: client.device,
    // A proxy's or a scanner's country says nothing of the reader's. "none" keeps nothing of the address.
    country: visit.class === "human" && settings.ipStorage !== "none" ? countryOf(ip) : null,
    onlyConsented: settings.trackingMode === "consented",
    forward: settings.sendToPlausible,
  };
}

/** Global Privacy Control (W3C), and Do Not Track before it. */
function asksForPrivacy({ headers }: TrackingRequest): boolean {
  return headers.secGpc?.trim() === "1" || headers.dnt?.trim() === "1";
}

/** Longer ones are made up: no more of them is looked at. */
const longestUserAgent = 1_000;

/** By the kind of event: an image proxy's name says something else on a click. */
const clientOf = {
  open: perUserAgent((userAgent) => describeClient(userAgent.slice(0, longestUserAgent), "open")),
  click: perUserAgent((userAgent) => describeClient(userAgent.slice(0, longestUserAgent), "click")),
};
