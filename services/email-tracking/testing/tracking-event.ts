import type { TrackingEvent } from "../recording/tracking-event";

/** An open by a person, as it comes to the event writer. */
export function trackingEvent(trackingId: string, changes: Partial<TrackingEvent> = {}): TrackingEvent {
  return {
    trackingId,
    eventType: "open",
    occurredAt: Date.now(),
    url: null,
    linkPosition: null,
    userAgent: "curl/8",
    ipAddress: null,
    referrer: null,
    visitClass: "human",
    visitReason: "opened by a person",
    client: null,
    os: null,
    device: null,
    country: null,
    onlyConsented: false,
    forward: false,
    ...changes,
  };
}
