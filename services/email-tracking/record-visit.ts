import type { TrackingEventType } from "@/db/schema/email";
import { env } from "@/env";
import { cachedTrackingSettings } from "@/services/integration-modules/tracking-settings";
import { anonymiseIp } from "./anonymise-ip";
import { classifyVisit } from "./classify-visit";
import { describeClient } from "./describe-client";
import { eventWriter } from "./event-writer";
import type { TrackingRequest } from "./tracking-request";

export type Visit = {
  request: TrackingRequest;
  trackingId: string;
  eventType: TrackingEventType;
  /** Where a click leads; null for opens. */
  url: string | null;
  linkPosition: number | null;
};

/**
 * Records an open or a click, unless the settings or the visitor's own signal say not to. What must not be kept (the
 * full address) is gone before the event waits anywhere.
 * @returns when the event is durable, or at once when nothing is recorded.
 * @throws what the event writer throws.
 */
export async function recordVisit({
  request,
  trackingId,
  eventType,
  url,
  linkPosition,
}: Visit): Promise<void> {
  const occurredAt = new Date();
  const settings = await cachedTrackingSettings();
  const wanted = eventType === "open" ? settings.trackOpens : settings.trackClicks;
  if (!settings.enabled || !wanted || settings.trackingMode === "off") return;
  if (settings.respectGpc && asksForPrivacy(request)) return;
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
  await eventWriter().record({
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
    ...describeClient(headers.userAgent),
    country: null,
    onlyConsented: settings.trackingMode === "consented",
    forward: settings.sendToPlausible,
  });
}

/** Global Privacy Control (W3C), and Do Not Track before it. */
function asksForPrivacy({ headers }: TrackingRequest): boolean {
  return headers.secGpc?.trim() === "1" || headers.dnt?.trim() === "1";
}
