import { eq } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/db/client";
import { users } from "@/db/schema/auth";
import { ticketPriorities, ticketStatuses, tickets, ticketTags } from "@/db/schema/tickets";
import { userIdSchema } from "@/services/auth/user-id";
import { InvalidInputError, NotFoundError } from "@/services/errors";
import { noteTicketChange, wakeLive } from "@/services/live/ticket-changes";
import { addTags } from "./add-tags";
import { tagsSchema } from "./open-ticket";

export const updateTicketSchema = z.object({
  status: z.enum(ticketStatuses).optional(),
  priority: z.enum(ticketPriorities).optional(),
  /** Null: nobody. */
  assigneeId: userIdSchema.nullable().optional(),
  tags: tagsSchema.optional(),
});

/**
 * Changes what is given and leaves the rest.
 * @throws {NotFoundError} for the ticket, {InvalidInputError} when the assignee is nobody who can be given tickets.
 */
export async function updateTicket(ticketId: number, input: z.input<typeof updateTicketSchema>) {
  const { tags, ...columns } = updateTicketSchema.parse(input);
  await database().transaction(async (tx) => {
    const [ticket] = await tx
      .select({ id: tickets.id })
      .from(tickets)
      .where(eq(tickets.id, ticketId))
      .for("update");
    if (!ticket) throw new NotFoundError(`There is no ticket #${ticketId}.`);
    if (columns.assigneeId) {
      const [user] = await tx.select().from(users).where(eq(users.id, columns.assigneeId));
      if (!user || user.deactivatedAt) throw new InvalidInputError("There is no such agent.", "assigneeId");
    }
    if (Object.values(columns).some((value) => value !== undefined)) {
      await tx.update(tickets).set(columns).where(eq(tickets.id, ticketId));
    }
    if (tags) {
      await tx.delete(ticketTags).where(eq(ticketTags.ticketId, ticketId));
      await addTags(tx, ticketId, tags);
    }
    await noteTicketChange(tx, [ticketId]);
  });
  wakeLive();
}
