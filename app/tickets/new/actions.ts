"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { authedAction } from "@/app/authed-action";
import { untrackedSchema } from "@/app/tickets/untracked-schema";
import type { SentReply } from "@/components/composer/composer";
import { markNoTrack } from "@/services/email-tracking/injection/mark-no-track";
import { openTicket, openTicketSchema } from "@/services/tickets/open-ticket";

/** An agent's first mail to a contact opens a ticket. */
export const openTicketAction = authedAction(
  z.object({
    email: z.string(),
    name: z.string(),
    subject: z.string(),
    html: z.string(),
    track: z.boolean(),
    untracked: untrackedSchema,
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
      html: markNoTrack(html, untracked),
      assigneeId: actor.userId,
      fromAgent: true,
      hold: "undo",
      ...{ track, attachmentIds },
    });
    revalidatePath("/tickets", "layout");
    return { ticketId, replyId, heldForMs: heldUntil && heldUntil.getTime() - Date.now() };
  },
);
