import { asc, eq } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/db/client";
import type { Transaction } from "@/db/connect";
import { users } from "@/db/schema/auth";
import { ticketPriorities, ticketStatuses, tickets, ticketTags } from "@/db/schema/tickets";
import { changesBetween } from "@/services/audit/changes-between";
import { recordAudit } from "@/services/audit/record-audit";
import type { Actor } from "@/services/auth/actor";
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
 * Changes what is given and leaves the rest. What is another one now is in the audit log, with who made it so.
 * @throws {NotFoundError} for the ticket, {InvalidInputError} when the assignee is nobody who can be given tickets.
 */
export async function updateTicket(
  actor: Actor,
  ticketId: number,
  input: z.input<typeof updateTicketSchema>,
): Promise<void> {
  const { tags, ...columns } = updateTicketSchema.parse(input);
  await database().transaction(async (tx) => {
    const before = await lockTicket(tx, ticketId);
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
    const changes = changesBetween(before, await lockTicket(tx, ticketId));
    if (Object.keys(changes).length) {
      await recordAudit(tx, actor, {
        action: "ticket.updated",
        targetType: "ticket",
        targetId: ticketId,
        changes,
      });
    }
    await noteTicketChange(tx, [ticketId]);
  });
  wakeLive();
}

/** What of a ticket can be changed, as the audit log has it; its row stays locked until the transaction ends. */
async function lockTicket(tx: Transaction, ticketId: number) {
  const [ticket] = await tx
    .select({ status: tickets.status, priority: tickets.priority, assignee_id: tickets.assigneeId })
    .from(tickets)
    .where(eq(tickets.id, ticketId))
    .for("update");
  if (!ticket) throw new NotFoundError(`There is no ticket #${ticketId}.`);
  const tags = await tx
    .select({ tag: ticketTags.tag })
    .from(ticketTags)
    .where(eq(ticketTags.ticketId, ticketId))
    .orderBy(asc(ticketTags.tag));
  return { ...ticket, tags: tags.map(({ tag }) => tag).join(", ") };
}
