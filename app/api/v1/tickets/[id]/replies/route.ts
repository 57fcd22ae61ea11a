import { endpoint } from "@/app/api/api-endpoint";
import { apiRoute } from "@/app/api/api-route";
import { replyToTicketOperation } from "@/services/http-api/operations/ticket-operations";
import { replyToTicket } from "@/services/tickets/reply-to-ticket";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute(
  "/api/v1/tickets/{id}/replies",
  endpoint(replyToTicketOperation, async ({ actor, params, body }) => {
    const reply = await replyToTicket(actor, { ...body, ticketId: params.id });
    return {
      id: reply.replyId,
      email_tracking_id: reply.emailTrackingId,
      recipients: reply.recipients.map(({ email, role, trackingId, status }) => ({
        ...{ email, role },
        tracking_id: trackingId,
        status,
      })),
    };
  }),
);
