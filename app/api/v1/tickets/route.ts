import { endpoint } from "@/app/api/api-endpoint";
import { apiRoute } from "@/app/api/api-route";
import { listTicketsOperation, openTicketOperation } from "@/services/http-api/operations/ticket-operations";
import { toTicketResource } from "@/services/http-api/resources/ticket-resource";
import { getTicket } from "@/services/tickets/get-ticket";
import { listTickets } from "@/services/tickets/list-tickets";
import { openTicket } from "@/services/tickets/open-ticket";

export const { GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS } = apiRoute(
  "/api/v1/tickets",
  endpoint(listTicketsOperation, async ({ query: { q, ...filter } }) => {
    const { tickets, nextCursor } = await listTickets({ ...filter, query: q });
    return { data: tickets.map(toTicketResource), next_cursor: nextCursor };
  }),
  endpoint(openTicketOperation, async ({ actor, body }) => {
    const { ticketId } = await openTicket(actor, body);
    return toTicketResource(await getTicket(ticketId));
  }),
);
