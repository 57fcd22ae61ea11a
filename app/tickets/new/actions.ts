"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { authedAction } from "@/app/authed-action";
import type { SentReply } from "@/components/composer/composer";
import { openTicket, openTicketSchema } from "@/services/tickets/open-ticket";

/** An agent's first mail to a contact opens a ticket. */
export const openTicketAction = authedAction(
  z.object({
    email: z.string(),
    name: z.string(),
    subject: z.string(),
    html: z.string(),
    track: z.boolean(),
    untracked: openTicketSchema.shape.untracked,
    attachmentIds: openTicketSchema.shape.attachmentIds,
  }),
  "agent",
  async (
    actor,
    { email, name, subject, html, track, untracked, attachmentIds },
  ): Promise<SentReply & { ticketId: number }> => {
    const { ticketId, replyId, heldUntil } = await openTicket(actor, {
      subject,
      requester: { email: email.trim(), name: name.trim() || null },
      html,
      assigneeId: actor.userId,
      fromAgent: true,
      hold: "undo",
      ...{ track, untracked, attachmentIds },
    });
    revalidatePath("/tickets", "layout");
    return { ticketId, replyId, heldForMs: heldUntil && heldUntil.getTime() - Date.now() };
  },
);
