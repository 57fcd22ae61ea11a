import type { TrackingEventType, VisitClass } from "@/db/schema/email";

/**
 * An open or a click on its way into the database: classified and anonymised already, so that nothing that must not be
 * kept waits anywhere.
 */
export type TrackingEvent = {
  trackingId: string;
  eventType: TrackingEventType;
  /** Milliseconds since 1970. */
  occurredAt: number;
  /** Where a click leads; null for opens. */
  url: string | null;
  /** The link's number in the mail where it is known already. */
  linkPosition: number | null;
  userAgent: string | null;
  ipAddress: string | null;
  referrer: string | null;
  visitClass: VisitClass;
  visitReason: string;
  client: string | null;
  os: string | null;
  device: string | null;
  country: string | null;
  /** Recorded only for contacts whose consent is on record (`tracking_mode: consented`). */
  onlyConsented: boolean;
  /** Forwarding to Plausible is on. */
  forward: boolean;
};
