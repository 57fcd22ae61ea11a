import { endpoint } from "@/app/api/api-endpoint";
import { apiRoute } from "@/app/api/api-route";
import { getTicketOperation, updateTicketOperation } from "@/services/http-api/operations/ticket-operations";
import { toConversationResource } from "@/services/http-api/resources/conversation-resource";
import { toTicketResource } from "@/services/http-api/resources/ticket-resource";
import { getConversation } from "@/services/tickets/get-conversation";
import { getTicket } from "@/services/tickets/get-ticket";
import { updateTicket } from "@/services/tickets/update-ticket";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute(
  "/api/v1/tickets/{id}",
  endpoint(getTicketOperation, async ({ params }) =>
    toConversationResource(await getConversation(params.id)),
  ),
  endpoint(updateTicketOperation, async ({ actor, params, body: { assignee_id, ...changes } }) => {
    await updateTicket(actor, params.id, { ...changes, assigneeId: assignee_id });
    return toTicketResource(await getTicket(params.id));
  }),
);
