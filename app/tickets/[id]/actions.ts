"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { authedAction } from "@/app/authed-action";
import type { SentReply } from "@/components/composer/composer";
import { addParticipant, removeParticipant } from "@/services/tickets/participants";
import { replySchema, replyToTicket } from "@/services/tickets/reply-to-ticket";
import { updateTicket, updateTicketSchema } from "@/services/tickets/update-ticket";

/** Sends a reply by e-mail, now or later, or keeps an internal note; `status` is the ticket's from then on. */
export const replyAction = authedAction(
  replySchema.extend({ status: updateTicketSchema.shape.status }),
  "agent",
  async (actor, { status, ...reply }): Promise<SentReply> => {
    const { replyId, heldUntil } = await replyToTicket(actor, reply);
    if (status) await updateTicket(actor, reply.ticketId, { status });
    revalidatePath("/tickets", "layout");
    return { replyId, heldForMs: heldUntil && heldUntil.getTime() - Date.now() };
  },
);

/** Changes status, priority, assignee or tags. */
export const updateTicketAction = authedAction(
  z.object({ ticketId: z.number().int().positive(), changes: updateTicketSchema }),
  "agent",
  async (actor, { ticketId, changes }): Promise<void> => {
    await updateTicket(actor, ticketId, changes);
    revalidatePath("/tickets", "layout");
  },
);

/** Makes somebody who wrote in a participant: replies go to them too, from now on. */
export const addParticipantAction = authedAction(
  z.object({ ticketId: z.number().int().positive(), email: z.string().max(320) }),
  "agent",
  async (actor, { ticketId, email }): Promise<void> => {
    await addParticipant(actor, ticketId, email);
    revalidatePath("/tickets", "layout");
  },
);

export const removeParticipantAction = authedAction(
  z.object({ ticketId: z.number().int().positive(), email: z.string().max(320) }),
  "agent",
  async (actor, { ticketId, email }): Promise<void> => {
    await removeParticipant(actor, ticketId, email);
    revalidatePath("/tickets", "layout");
  },
);
