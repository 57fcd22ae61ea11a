import { z } from "zod";
import { deliveryStatuses, readEvidences, recipientRoles } from "@/db/schema/email";
import { replyAuthors } from "@/db/schema/tickets";
import type { ConversationReply, ConversationView } from "@/services/tickets/get-conversation";
import type { RecipientCopy } from "@/services/tickets/reply-emails";
import { isoOrNull, moment } from "../fields";
import { badgeSchema, ticketFields, toTicketResource } from "./ticket-resource";

export const trackingIdField = z
  .string()
  .nullable()
  .meta({ description: "Of this recipient's copy; null when it is not tracked." });

const recipientResource = z
  .strictObject({
    email: z.string(),
    name: z.string().nullable(),
    role: z.enum(recipientRoles),
    tracking_id: trackingIdField,
    status: z.enum(deliveryStatuses),
    badge: badgeSchema,
    error: z.string().nullable().meta({ description: "What the mail server said last, when it refused." }),
    sent_at: moment.nullable(),
    opened_at: moment.nullable().meta({ description: "The first load of the copy's pixel, by whatever." }),
    read_at: moment.nullable().meta({ description: "The first sign of a person." }),
    read_evidence: z.enum(readEvidences).nullable(),
    open_count: z.int(),
    read_count: z.int(),
    click_count: z.int(),
  })
  .meta({ id: "Recipient" });

const attachmentResource = z
  .strictObject({
    id: z.int(),
    filename: z.string(),
    content_type: z.string(),
    size: z.int().meta({ description: "Bytes." }),
    inline: z.boolean().meta({ description: "An image in the text." }),
    content_id: z.string().nullable().meta({ description: "What the text names it by: `cid:…`." }),
  })
  .meta({ id: "Attachment" });

const replyResource = z
  .strictObject({
    id: z.int(),
    author: z.strictObject({
      kind: z.enum(replyAuthors),
      name: z.string(),
      email: z.string().nullable(),
    }),
    internal: z.boolean().meta({ description: "An internal note: never emailed." }),
    html: z.string().meta({ description: "Sanitised." }),
    text: z.string(),
    attachments: z.array(attachmentResource),
    created_at: moment,
    email_tracking_id: z
      .string()
      .nullable()
      .meta({ description: "Of the first To recipient's copy; null when nothing is tracked." }),
    email_sent_at: moment.nullable(),
    email_opened_at: moment.nullable(),
    email_open_count: z.int().meta({ description: "Of all copies." }),
    email_read_at: moment.nullable(),
    email_read_count: z.int().meta({ description: "Of all copies; only what a person did." }),
    email_click_count: z.int(),
    badge: badgeSchema.nullable().meta({ description: "Null when the reply was not emailed." }),
    recipients: z.array(recipientResource),
  })
  .meta({ id: "Reply" });

export const conversationResource = z
  .strictObject({ ...ticketFields, replies: z.array(replyResource).meta({ description: "Oldest first." }) })
  .meta({ id: "TicketWithReplies" });

/** A ticket with all that was said in it, as the API shows it. */
export function toConversationResource(view: ConversationView): z.input<typeof conversationResource> {
  return { ...toTicketResource(view.ticket), replies: view.replies.map(toReply) };
}

function toReply(reply: ConversationReply): z.input<typeof replyResource> {
  const { email } = reply;
  const copies = email?.recipients ?? [];
  const firstTracked =
    copies.find((copy) => copy.role === "to" && copy.trackingId) ?? copies.find((copy) => copy.trackingId);
  return {
    id: reply.id,
    author: reply.author,
    internal: reply.isInternal,
    html: reply.bodyHtml,
    text: reply.bodyText,
    attachments: reply.attachments.map(({ id, filename, contentType, size, isInline, contentId }) => ({
      ...{ id, filename, size },
      content_type: contentType,
      inline: isInline,
      content_id: contentId,
    })),
    created_at: reply.createdAt.toISOString(),
    email_tracking_id: firstTracked?.trackingId ?? null,
    email_sent_at: isoOrNull(email?.sentAt ?? null),
    email_opened_at: isoOrNull(email?.openedAt ?? null),
    email_open_count: email?.openCount ?? 0,
    email_read_at: isoOrNull(email?.readAt ?? null),
    email_read_count: email?.readCount ?? 0,
    email_click_count: email?.clickCount ?? 0,
    badge: email?.badge ?? null,
    recipients: copies.map(toRecipient),
  };
}

function toRecipient(copy: RecipientCopy): z.input<typeof recipientResource> {
  const { email, name, role, status, badge } = copy;
  return {
    ...{ email, name, role },
    tracking_id: copy.trackingId,
    ...{ status, badge },
    error: copy.lastError,
    sent_at: isoOrNull(copy.sentAt),
    opened_at: isoOrNull(copy.openedAt),
    read_at: isoOrNull(copy.readAt),
    read_evidence: copy.readEvidence,
    open_count: copy.openCount,
    read_count: copy.readCount,
    click_count: copy.clickCount,
  };
}
