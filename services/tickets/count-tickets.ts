import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import { type TicketStatus, tickets } from "@/db/schema/tickets";

export type TicketCounts = Record<TicketStatus, number> & { unassigned: number; mine: number };

/** How many tickets each view holds; `unassigned` and `mine` count the open and pending ones. */
export async function countTickets(user: { userId: string }): Promise<TicketCounts> {
  const rows = await database()
    .select({
      status: tickets.status,
      all: sql<number>`COUNT(*)`,
      unassigned: sql<number>`COALESCE(SUM(${tickets.assigneeId} IS NULL), 0)`,
      mine: sql<number>`COALESCE(SUM(${tickets.assigneeId} = ${user.userId}), 0)`,
    })
    .from(tickets)
    .groupBy(tickets.status);
  const counts: TicketCounts = { open: 0, pending: 0, solved: 0, closed: 0, unassigned: 0, mine: 0 };
  for (const row of rows) {
    counts[row.status] = Number(row.all);
    if (row.status !== "open" && row.status !== "pending") continue;
    counts.unassigned += Number(row.unassigned);
    counts.mine += Number(row.mine);
  }
  return counts;
}
