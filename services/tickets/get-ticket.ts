import { NotFoundError } from "@/services/errors";
import { findTicket, type TicketListItem } from "./list-tickets";

/**
 * One ticket as the list shows it.
 * @throws {NotFoundError}
 */
export async function getTicket(ticketId: number): Promise<TicketListItem> {
  const ticket = await findTicket(ticketId);
  if (!ticket) throw new NotFoundError(`There is no ticket #${ticketId}.`);
  return ticket;
}
