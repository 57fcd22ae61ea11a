import { z } from "zod";
import { ticketPriorities, ticketStatuses } from "@/db/schema/tickets";
import type { TicketListItem } from "@/services/tickets/list-tickets";
import { moment } from "../fields";

export const badgeSchema = z
  .enum([
    "queued",
    "sending",
    "sent",
    "delivered",
    "read",
    "failed",
    "bounced",
    "complained",
    "uncertain",
    "cancelled",
  ])
  .meta({ description: "What the portal's badge says of it." });

export const ticketFields = {
  id: z.int(),
  subject: z.string(),
  status: z.enum(ticketStatuses),
  priority: z.enum(ticketPriorities),
  requester: z.strictObject({ id: z.int(), name: z.string().nullable(), email: z.string() }),
  assignee: z
    .strictObject({ id: z.string(), name: z.string() })
    .nullable()
    .meta({ description: "Null: nobody." }),
  tags: z.array(z.string()),
  created_at: moment,
  last_activity_at: moment,
  last_reply: z
    .strictObject({
      id: z.int(),
      badge: badgeSchema,
      tracked: z.boolean(),
      open_count: z.int(),
      read_count: z.int(),
    })
    .nullable()
    .meta({ description: "The newest reply that was emailed; null: none was." }),
};

export const ticketResource = z.strictObject(ticketFields).meta({ id: "Ticket" });

/** A ticket as the API shows it. */
export function toTicketResource(ticket: TicketListItem): z.input<typeof ticketResource> {
  const { id, subject, status, priority, requester, assignee, tags, lastReply } = ticket;
  return {
    ...{ id, subject, status, priority, requester, assignee, tags },
    created_at: ticket.createdAt.toISOString(),
    last_activity_at: ticket.lastActivityAt.toISOString(),
    last_reply: lastReply && {
      id: lastReply.replyId,
      badge: lastReply.badge,
      tracked: lastReply.tracked,
      open_count: lastReply.openCount,
      read_count: lastReply.readCount,
    },
  };
}
