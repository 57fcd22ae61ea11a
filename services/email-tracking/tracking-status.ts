import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveries } from "@/db/schema/email";

/** The specification's summary of one copy, as its endpoint answers it. */
export type TrackingStatus = {
  tracking_id: string;
  found: boolean;
  sent_at: string | null;
  opened_at: string | null;
  open_count: number;
  is_opened: boolean;
  click_count: number;
};

/** @param trackingId of the form of a tracking id; an unknown one is answered with `found: false`. */
export async function trackingStatus(trackingId: string): Promise<TrackingStatus> {
  const copies = await database()
    .select({
      sentAt: emailDeliveries.sentAt,
      openedAt: emailDeliveries.openedAt,
      openCount: emailDeliveries.openCount,
      clickCount: emailDeliveries.clickCount,
    })
    .from(emailDeliveries)
    .where(eq(emailDeliveries.trackingId, trackingId));
  // Copies that share an id count the same events: the summary is any one's, not their sum.
  const openCount = Math.max(0, ...copies.map((copy) => copy.openCount));
  return {
    tracking_id: trackingId,
    found: copies.length > 0,
    sent_at: earliest(copies.map((copy) => copy.sentAt)),
    opened_at: earliest(copies.map((copy) => copy.openedAt)),
    open_count: openCount,
    is_opened: openCount > 0,
    click_count: Math.max(0, ...copies.map((copy) => copy.clickCount)),
  };
}

function earliest(dates: (Date | null)[]): string | null {
  const times = dates.filter((date) => date !== null).map((date) => date.getTime());
  return times.length ? new Date(Math.min(...times)).toISOString() : null;
}
