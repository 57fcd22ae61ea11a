import { endpoint } from "@/app/api/api-endpoint";
import { apiRoute } from "@/app/api/api-route";
import { storeContent } from "@/services/attachments/store-content";
import { replyToTicketOperation } from "@/services/http-api/operations/ticket-operations";
import { replyToTicket } from "@/services/tickets/reply-to-ticket";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute(
  "/api/v1/tickets/{id}/replies",
  endpoint(replyToTicketOperation, async ({ actor, params, body }) => {
    const { attachments = [], ...reply } = body;
    const files = await Promise.all(
      attachments.map(async ({ filename, content_type, content, content_id }) => ({
        stored: await storeContent(Buffer.from(content, "base64")),
        filename,
        contentType: content_type,
        contentId: content_id ?? null,
      })),
    );
    const replied = await replyToTicket(actor, { ...reply, ticketId: params.id }, files);
    return {
      id: replied.replyId,
      email_tracking_id: replied.emailTrackingId,
      recipients: replied.recipients.map(({ email, role, trackingId, status }) => ({
        ...{ email, role },
        tracking_id: trackingId,
        status,
      })),
    };
  }),
);
