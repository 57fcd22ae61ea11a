"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { authedAction } from "@/app/authed-action";
import { untrackedSchema } from "@/app/tickets/untracked-schema";
import { markNoTrack } from "@/services/email-tracking/mark-no-track";
import { replySchema, replyToTicket } from "@/services/tickets/reply-to-ticket";
import { updateTicket, updateTicketSchema } from "@/services/tickets/update-ticket";

/** Sends a reply by e-mail, or keeps an internal note. */
export const replyAction = authedAction(
  replySchema.extend({ untracked: untrackedSchema }),
  "agent",
  async (actor, { untracked, ...reply }): Promise<void> => {
    await replyToTicket(actor, { ...reply, html: markNoTrack(reply.html, untracked) });
    revalidatePath("/tickets", "layout");
  },
);

/** Changes status, priority, assignee or tags. */
export const updateTicketAction = authedAction(
  z.object({ ticketId: z.number().int().positive(), changes: updateTicketSchema }),
  "agent",
  async (_actor, { ticketId, changes }): Promise<void> => {
    await updateTicket(ticketId, changes);
    revalidatePath("/tickets", "layout");
  },
);
