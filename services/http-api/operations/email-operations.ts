import { z } from "zod";
import { deliveryStatuses } from "@/db/schema/email";
import { sendEmailSchema } from "@/services/email-delivery/send-email";
import { emailAddress, moment } from "../fields";
import { defineOperation } from "../operation";
import { trackingIdField } from "../resources/conversation-resource";
import { trackingResource } from "../resources/tracking-resource";

export const sendEmailOperation = defineOperation({
  id: "sendEmail",
  method: "POST",
  path: "/api/v1/emails",
  tag: "Emails",
  summary: "Send an email",
  description:
    "Sends now and waits for what the mail server says. `html_body` is sent as given, tracking aside; a placeholder " +
    "`{{tracking_preferences_url}}` in it is filled in.",
  body: z
    .strictObject({
      subject: sendEmailSchema.shape.subject,
      recipients: z
        .array(emailAddress)
        .min(1, "Name at least one recipient.")
        .max(50, "An email can go to at most 50 people."),
      html_body: sendEmailSchema.shape.htmlBody,
      enable_tracking: z.boolean().default(false),
      ticket_reply_id: z.int().positive().nullish().meta({
        description: "The reply that the email belongs to. Tracking needs it.",
      }),
    })
    .refine((email) => !email.enable_tracking || email.ticket_reply_id, {
      path: ["ticket_reply_id"],
      message:
        "Tracking needs the reply that the email belongs to: give ticket_reply_id, or leave enable_tracking out.",
    }),
  response: {
    status: 200,
    description: "What became of it",
    schema: z
      .strictObject({
        sent: z.boolean().meta({ description: "The transport accepted every copy." }),
        event_metadata: z.strictObject({
          status: z.enum(["sent", "queued", "failed", "uncertain", "partial"]).meta({
            description:
              "`queued`: the outbox has it and goes on trying, do not send again. `failed`: it never will. " +
              "`uncertain`: it may have been sent. `partial`: some copies were accepted, the others never will be.",
          }),
          message_id: z.string().meta({ description: "The mail's Message-ID, without angle brackets." }),
          retry_at: moment.optional().meta({ description: "With `queued`: when the next attempt is due." }),
          recipients: z.array(
            z.strictObject({
              email: z.string(),
              tracking_id: trackingIdField,
              status: z.enum(deliveryStatuses),
              error: z.string().optional().meta({ description: "The mail server's words." }),
            }),
          ),
        }),
      })
      .meta({ id: "SentEmail" }),
  },
  problems: { 404: "There is no such ticket reply." },
});

export const getEmailTrackingOperation = defineOperation({
  id: "getEmailTracking",
  method: "GET",
  path: "/api/v1/email-tracking/{tracking_id}",
  tag: "Emails",
  summary: "Get the detailed tracking status of one copy",
  description: "Every open with its class, client and country, and the clicks of each link.",
  params: z.object({ tracking_id: z.string().regex(/^[\w-]{1,64}$/) }),
  response: { status: 200, description: "What was recorded", schema: trackingResource },
});
