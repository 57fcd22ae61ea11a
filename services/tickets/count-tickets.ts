import { inArray, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { tickets } from "@/db/schema/tickets";

export type TicketCounts = { open: number; pending: number; unassigned: number; mine: number };

/**
 * How many tickets are still to do: by status, nobody's and mine. What is solved or closed is not counted: that grows
 * with the years, every page would pay for it, and nobody acts upon the number.
 */
export async function countTickets(user: { userId: string }): Promise<TicketCounts> {
  const rows = await database()
    .select({
      status: tickets.status,
      all: sql`COUNT(*)`.mapWith(Number),
      unassigned: sql`COALESCE(SUM(${tickets.assigneeId} IS NULL), 0)`.mapWith(Number),
      mine: sql`COALESCE(SUM(${tickets.assigneeId} = ${user.userId}), 0)`.mapWith(Number),
    })
    .from(tickets)
    .where(inArray(tickets.status, ["open", "pending"]))
    .groupBy(tickets.status);
  const counts: TicketCounts = { open: 0, pending: 0, unassigned: 0, mine: 0 };
  for (const { status, all, unassigned, mine } of rows) {
    if (status === "open" || status === "pending") counts[status] = all;
    counts.unassigned += unassigned;
    counts.mine += mine;
  }
  return counts;
}
