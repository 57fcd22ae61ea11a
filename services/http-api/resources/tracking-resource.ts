import { z } from "zod";
import { recipientRoles, visitClasses } from "@/db/schema/email";
import type { TrackingDetail } from "@/services/email-tracking/tracking-detail";
import { isoOrNull, moment } from "../fields";

const visitClass = z.enum(visitClasses).meta({
  description: "`human`; `proxy`: an image proxy for a person; the others are machines, or ourselves.",
});

const openResource = z.strictObject({
  at: moment,
  class: visitClass,
  reason: z.string().meta({ description: "The signal that decided the class." }),
  client: z.string().nullable(),
  os: z.string().nullable(),
  device: z.string().nullable(),
  country: z.string().nullable().meta({ description: "ISO 3166-1 alpha-2." }),
});

const clickedLinkResource = z.strictObject({
  position: z.int(),
  url: z.string(),
  label: z.string(),
  count: z.int(),
  human_count: z.int().meta({ description: "Without machines that follow links." }),
  last_at: moment.nullable(),
});

export const trackingResource = z
  .strictObject({
    tracking_id: z.string(),
    ticket_id: z.int().nullable(),
    ticket_reply_id: z.int().nullable(),
    subject: z.string(),
    recipients: z
      .array(z.strictObject({ email: z.string(), name: z.string().nullable(), role: z.enum(recipientRoles) }))
      .meta({ description: "One, or those who share a message that a transport sent as one." }),
    sent_at: moment.nullable(),
    opened_at: moment.nullable(),
    read_at: moment.nullable(),
    open_count: z.int(),
    read_count: z.int(),
    click_count: z.int(),
    is_opened: z.boolean(),
    opens_by_class: z.partialRecord(visitClass, z.int()),
    opens: z.array(openResource).meta({ description: "The newest 200, newest first." }),
    clicks: z.array(clickedLinkResource).meta({ description: "Every tracked link, clicked or not." }),
  })
  .meta({ id: "EmailTracking" });

/** The detailed status of one tracking id, as the API shows it. */
export function toTrackingResource(detail: TrackingDetail): z.input<typeof trackingResource> {
  return {
    tracking_id: detail.trackingId,
    ticket_id: detail.ticketId,
    ticket_reply_id: detail.replyId,
    subject: detail.subject,
    recipients: detail.recipients,
    sent_at: isoOrNull(detail.sentAt),
    opened_at: isoOrNull(detail.openedAt),
    read_at: isoOrNull(detail.readAt),
    open_count: detail.openCount,
    read_count: detail.readCount,
    click_count: detail.clickCount,
    is_opened: detail.openCount > 0,
    opens_by_class: detail.opensByClass,
    opens: detail.opens.map(({ at, visitClass, ...open }) => ({
      at: at.toISOString(),
      class: visitClass,
      ...open,
    })),
    clicks: detail.clicks.map(({ humanCount, lastAt, ...link }) => ({
      ...link,
      human_count: humanCount,
      last_at: isoOrNull(lastAt),
    })),
  };
}
