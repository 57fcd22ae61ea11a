import { endpoint } from "@/app/api/api-endpoint";
import { apiRoute } from "@/app/api/api-route";
import { serveAttachment } from "@/app/api/serve-attachment";
import { openAttachment } from "@/services/attachments/open-attachment";
import { getAttachmentOperation } from "@/services/http-api/operations/ticket-operations";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute(
  "/api/v1/tickets/{id}/attachments/{attachment_id}",
  endpoint(getAttachmentOperation, async ({ params }) =>
    serveAttachment(await openAttachment(params.id, params.attachment_id), { download: true }),
  ),
);
