import { endpoint } from "@/app/api/api-endpoint";
import { apiRoute } from "@/app/api/api-route";
import { sendEmail } from "@/services/email-delivery/send-email";
import { sendEmailOperation } from "@/services/http-api/operations/email-operations";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute(
  "/api/v1/emails",
  endpoint(sendEmailOperation, async ({ body }) => {
    const { sent, eventMetadata } = await sendEmail({
      subject: body.subject,
      recipients: body.recipients,
      htmlBody: body.html_body,
      enableTracking: body.enable_tracking,
      ticketReplyId: body.ticket_reply_id,
    });
    const { status, messageId, retryAt, recipients } = eventMetadata;
    return {
      sent,
      event_metadata: {
        status,
        message_id: messageId,
        ...(retryAt ? { retry_at: retryAt.toISOString() } : {}),
        recipients: recipients.map(({ email, trackingId, status, error }) => ({
          email,
          tracking_id: trackingId,
          status,
          ...(error ? { error } : {}),
        })),
      },
    };
  }),
);
