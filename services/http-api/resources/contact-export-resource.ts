import { z } from "zod";
import {
  deliveryStatuses,
  emailKinds,
  readEvidences,
  recipientRoles,
  suppressionReasons,
  trackingEventTypes,
  visitClasses,
} from "@/db/schema/email";
import { inboundSources, inboundStatuses } from "@/db/schema/inbound";
import { dataRequestKinds, erasureStrengths } from "@/db/schema/privacy";
import { replyAuthors, ticketPriorities, ticketStatuses, trackingConsents } from "@/db/schema/tickets";
import { addressedToSchema } from "@/services/tickets/addressed-to";
import { moment } from "../fields";

const text = z.string().nullable();

const exportedReply = z.strictObject({
  id: z.int(),
  author: z.enum(replyAuthors),
  author_name: text,
  by_this_contact: z.boolean(),
  addressed_to: addressedToSchema.nullable().meta({ description: "Whom a contact's mail was addressed to." }),
  is_internal: z.boolean(),
  text: z.string(),
  html: z.string(),
  quoted_html: text.meta({ description: "What the message repeats of earlier ones." }),
  attachments: z.array(
    z.strictObject({
      filename: z.string(),
      size: z.int().meta({ description: "Bytes." }),
      content_type: z.string(),
    }),
  ),
  created_at: moment,
});

const exportedTicket = z.strictObject({
  id: z.int(),
  subject: z.string(),
  status: z.enum(ticketStatuses),
  priority: z.enum(ticketPriorities),
  is_requester: z.boolean(),
  tags: z.array(z.string()),
  created_at: moment,
  last_activity_at: moment,
  replies: z.array(exportedReply),
});

const exportedEvent = z.strictObject({
  type: z.enum(trackingEventTypes),
  occurred_at: moment,
  url: text,
  taken_for: z.enum(visitClasses),
  reason: z.string(),
  user_agent: text,
  ip_address: text.meta({ description: "As it is stored: shortened, in full or not at all." }),
  referrer: text,
  client: text,
  os: text,
  device: text,
  country: text,
  sent_to_plausible: z.boolean(),
});

const exportedEmail = z.strictObject({
  message_id: z.int(),
  subject: z.string(),
  kind: z.enum(emailKinds),
  email: z.string(),
  name: text,
  role: z.enum(recipientRoles),
  status: z.enum(deliveryStatuses),
  html: text.meta({ description: "Of a mail that a program sent; of others see the tickets." }),
  queued_at: moment,
  sent_at: moment.nullable(),
  tracking_id: text,
  opened_at: moment.nullable(),
  read_at: moment.nullable(),
  read_evidence: z.enum(readEvidences).nullable(),
  open_count: z.int(),
  read_count: z.int(),
  click_count: z.int(),
  shares_tracking_id: z.boolean().meta({
    description: "The mail went to several people as one: its events may be another's.",
  }),
  delivery_events: z.array(
    z.strictObject({
      status: z.enum(deliveryStatuses),
      source: z.string(),
      detail: text,
      occurred_at: moment,
    }),
  ),
  tracking_events: z.array(exportedEvent),
});

const exportedInboundMail = z.strictObject({
  id: z.int(),
  received_at: moment,
  received_by: z.enum(inboundSources),
  from_email: text,
  from_name: text,
  subject: text,
  message_id: text,
  size: z.int(),
  status: z.enum(inboundStatuses),
  detail: text,
  ticket_id: z.int().nullable(),
});

/** Everything that is held about one contact. */
export const contactExportResource = z
  .strictObject({
    format: z.literal("myportal-contact-export-1"),
    exported_at: moment,
    contact: z.strictObject({
      id: z.int(),
      email: z.string(),
      name: text,
      created_at: moment,
      tracking_consent: z.enum(trackingConsents),
      consent_source: text,
      consent_at: moment.nullable(),
    }),
    consents: z.array(
      z.strictObject({
        consent: z.enum(trackingConsents),
        source: text,
        recorded_by: text,
        recorded_at: moment,
      }),
    ),
    suppressed: z
      .strictObject({ reason: z.enum(suppressionReasons), detail: text, since: moment })
      .nullable()
      .meta({ description: "Why nothing is sent to this address." }),
    tickets: z.array(exportedTicket),
    emails: z.array(exportedEmail),
    inbound_mails: z.array(exportedInboundMail),
    data_requests: z.array(
      z.strictObject({
        kind: z.enum(dataRequestKinds),
        requested_at: moment,
        used_at: moment.nullable(),
      }),
    ),
    erasures: z.array(
      z.strictObject({
        strength: z.enum(erasureStrengths),
        status: z.enum(["running", "done"]),
        requested_at: moment,
        finished_at: moment.nullable(),
      }),
    ),
  })
  .meta({ id: "ContactExport" });
