import type { TrackingEventType, VisitClass } from "@/db/schema/email";

/**
 * Which visits show that a person saw the mail: an open by them or by a proxy that acts for them, or their click (images may
 * be blocked).
 */
export const readingClasses: Readonly<Record<TrackingEventType, readonly VisitClass[]>> = {
  open: ["human", "proxy"],
  click: ["human"],
};

export function isRead(visit: { eventType: TrackingEventType; visitClass: VisitClass }): boolean {
  return readingClasses[visit.eventType].includes(visit.visitClass);
}
