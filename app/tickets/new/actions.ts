"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { authedAction } from "@/app/authed-action";
import { openTicket } from "@/services/tickets/open-ticket";

/** An agent's first mail to a contact opens a ticket. */
export const openTicketAction = authedAction(
  z.object({
    email: z.string(),
    name: z.string(),
    subject: z.string(),
    html: z.string(),
    track: z.boolean(),
  }),
  "agent",
  async (actor, { email, name, subject, html, track }): Promise<{ ticketId: number }> => {
    const { ticketId } = await openTicket(actor, {
      subject,
      requester: { email: email.trim(), name: name.trim() || null },
      html,
      assigneeId: actor.userId,
      fromAgent: true,
      track,
    });
    revalidatePath("/tickets", "layout");
    return { ticketId };
  },
);
