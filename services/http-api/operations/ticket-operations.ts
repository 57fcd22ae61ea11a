import { z } from "zod";
import { deliveryStatuses, recipientRoles } from "@/db/schema/email";
import { ticketPriorities, ticketStatuses } from "@/db/schema/tickets";
import { userIdSchema } from "@/services/auth/user-id";
import { openTicketSchema, tagsSchema } from "@/services/tickets/open-ticket";
import { address, base64, emailAddress, idParam } from "../fields";
import { defineOperation, fileAnswer } from "../operation";
import { pageOf, pageQuery } from "../page";
import { conversationResource, trackingIdField } from "../resources/conversation-resource";
import { ticketResource } from "../resources/ticket-resource";

const tag = "Tickets";
const byId = z.object({ id: idParam });
const html = z.string().max(2_000_000, "At most 2,000,000 characters.");

/** `status=open,pending` and `status=open&status=pending` are the same. */
const statusFilter = z
  .preprocess(
    (given) => (given === undefined ? given : [given].flat().flatMap((part) => String(part).split(","))),
    z.array(z.enum(ticketStatuses, `Give some of ${ticketStatuses.join(", ")}.`)).optional(),
  )
  .meta({ description: "One or several, separated by commas." });

export const listTicketsOperation = defineOperation({
  id: "listTickets",
  method: "GET",
  path: "/api/v1/tickets",
  tag,
  summary: "List tickets",
  description: "The most recently active first.",
  query: z.object({
    status: statusFilter,
    assignee: z.string().max(36).optional().meta({ description: "A user's id, or `unassigned`." }),
    q: z.string().max(200).optional().meta({
      description: "Searched in the subject and in the requester's name and address; `#42` finds ticket 42.",
    }),
    tag: z.string().trim().toLowerCase().max(64).optional(),
    ...pageQuery,
  }),
  response: { status: 200, description: "A page of tickets", schema: pageOf(ticketResource) },
});

export const openTicketOperation = defineOperation({
  id: "openTicket",
  method: "POST",
  path: "/api/v1/tickets",
  tag,
  summary: "Open a ticket",
  description: "With what a contact wrote, as HTML or as plain text.",
  body: z
    .strictObject({
      subject: openTicketSchema.shape.subject,
      requester: z.strictObject({ email: emailAddress, name: z.string().max(255).nullish() }),
      html: html.optional(),
      text: html.optional().meta({ description: "Ignored when `html` is given." }),
      priority: z.enum(ticketPriorities).default("normal"),
      tags: tagsSchema.default([]),
      acknowledge: z.boolean().default(false).meta({
        description: "Sends the requester a mail that says that the ticket was opened.",
      }),
    })
    .refine(({ html, text }) => Boolean(html?.trim() || text?.trim()), {
      path: ["html"],
      message: "Give the message as html or text.",
    }),
  response: {
    status: 201,
    description: "The new ticket",
    schema: ticketResource,
    location: (ticket) => `/api/v1/tickets/${ticket.id}`,
  },
});

export const getTicketOperation = defineOperation({
  id: "getTicket",
  method: "GET",
  path: "/api/v1/tickets/{id}",
  tag,
  summary: "Get a ticket with its replies",
  params: byId,
  response: { status: 200, description: "The ticket", schema: conversationResource },
});

export const getAttachmentOperation = defineOperation({
  id: "getAttachment",
  method: "GET",
  path: "/api/v1/tickets/{id}/attachments/{attachment_id}",
  tag,
  summary: "Download a file of a ticket's message",
  description:
    "The file as it was sent, under its name. `attachments` of the ticket's replies lists them with their type and size. " +
    "Types that a browser may run scripts of come as `application/octet-stream`.",
  params: z.object({ id: idParam, attachment_id: idParam }),
  response: { status: 200, description: "The file", schema: fileAnswer, files: ["*/*"] },
});

export const updateTicketOperation = defineOperation({
  id: "updateTicket",
  method: "PATCH",
  path: "/api/v1/tickets/{id}",
  tag,
  summary: "Change a ticket",
  description: "What is left out stays as it is. `tags` replaces all tags.",
  params: byId,
  body: z.strictObject({
    status: z.enum(ticketStatuses).optional(),
    priority: z.enum(ticketPriorities).optional(),
    assignee_id: userIdSchema.nullable().optional().meta({ description: "Null: nobody." }),
    tags: tagsSchema.optional(),
  }),
  response: { status: 200, description: "The ticket as it is now", schema: ticketResource },
});

const addresses = z.array(address).max(50, "At most 50.");

const file = z.strictObject({
  filename: z.string().min(1, "Name the file.").max(255, "At most 255 characters."),
  content_type: z.string().max(255).default("application/octet-stream"),
  content: base64,
  content_id: z
    .string()
    .regex(/^[^\s<>]{1,255}$/, "Give 1 to 255 characters without white space and angle brackets.")
    .optional()
    .meta({ description: 'For an image in the text, which refers to it by `<img src="cid:…">`.' }),
});

export const replyToTicketOperation = defineOperation({
  id: "replyToTicket",
  method: "POST",
  path: "/api/v1/tickets/{id}/replies",
  tag,
  summary: "Reply to a ticket",
  description:
    "Emails the reply at once, or writes an internal note that nobody is sent. The answer comes as soon as the " +
    "reply is in the outbox, which sends it and tries again if it must.",
  params: byId,
  body: z.strictObject({
    html: html.min(1, "Write something first."),
    to: addresses.optional().meta({ description: "Left out: the requester." }),
    cc: addresses.optional(),
    bcc: addresses.optional(),
    track: z
      .boolean()
      .default(true)
      .meta({
        description:
          "False: no pixel and no rewritten links in this mail. True: what the settings and consent allow. A link " +
          "with the attribute `data-no-track` is left alone in any case.",
      }),
    internal: z.boolean().default(false).meta({ description: "An internal note: never emailed." }),
    attachments: z
      .array(file)
      .max(100, "At most 100.")
      .optional()
      .meta({ description: "Together at most what the setting for attachments allows." }),
  }),
  takesFiles: true,
  response: {
    status: 201,
    description: "The reply",
    schema: z
      .strictObject({
        id: z.int(),
        email_tracking_id: z
          .string()
          .nullable()
          .meta({ description: "Of the first To recipient's copy; null when nothing is tracked." }),
        recipients: z.array(
          z.strictObject({
            email: z.string(),
            role: z.enum(recipientRoles),
            tracking_id: trackingIdField,
            status: z.enum(deliveryStatuses),
          }),
        ),
      })
      .meta({ id: "CreatedReply" }),
  },
});
