"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { authedAction } from "@/app/authed-action";
import type { TimelineEntry } from "@/components/ticket/delivery-actions";
import { toWire, type Wire } from "@/components/wire";
import { cancelDelivery } from "@/services/email-delivery/cancel-delivery";
import { markProblemHandled } from "@/services/email-delivery/mark-problem-handled";
import { retryDelivery } from "@/services/email-delivery/retry-delivery";
import {
  clearSuppression,
  type Suppression,
  suppressionsOf,
} from "@/services/email-delivery/suppressed-addresses";
import { type WithdrawnReply, withdrawReply } from "@/services/email-delivery/withdraw-reply";
import { getDeliveryTimeline } from "@/services/tickets/delivery-timeline";
import { updateTicket, updateTicketSchema } from "@/services/tickets/update-ticket";

const id = z.number().int().positive();
const address = z.string().max(320);

/** Puts a copy that did not arrive back into the outbox, to the address it had or to another. */
export const retryDeliveryAction = authedAction(
  z.object({ deliveryId: id, email: address.optional(), clear: address.optional() }),
  "agent",
  async (actor, { deliveryId, email, clear }): Promise<void> => {
    if (clear) await clearSuppression(actor, clear);
    await retryDelivery(actor, deliveryId, { email });
    revalidatePath("/", "layout");
  },
);

export const cancelDeliveryAction = authedAction(
  z.object({ deliveryId: id }),
  "agent",
  async (actor, { deliveryId }): Promise<void> => {
    await cancelDelivery(actor, deliveryId);
    revalidatePath("/", "layout");
  },
);

export const markCopyHandledAction = authedAction(
  z.object({ deliveryId: id }),
  "agent",
  async (actor, { deliveryId }): Promise<void> => {
    await markProblemHandled(actor, { kind: "copy", id: deliveryId });
    revalidatePath("/", "layout");
  },
);

/** Lets mail go to an address again that bounced or complained. */
export const clearSuppressionAction = authedAction(
  z.object({ email: address }),
  "agent",
  async (actor, { email }): Promise<void> => {
    await clearSuppression(actor, email);
    revalidatePath("/", "layout");
  },
);

/** Which of the addresses that an agent is about to write to get no mail, and why. */
export const suppressionsAction = authedAction(
  z.object({ emails: z.array(address).max(150) }),
  "agent",
  async (_actor, { emails }): Promise<Record<string, Wire<Suppression>>> =>
    toWire(Object.fromEntries(await suppressionsOf(emails))),
);

export const deliveryTimelineAction = authedAction(
  z.object({ deliveryId: id }),
  "agent",
  async (_actor, { deliveryId }): Promise<TimelineEntry[]> => toWire(await getDeliveryTimeline(deliveryId)),
);

/** Takes back a reply that has not left, and gives its ticket the status that it had. */
export const withdrawReplyAction = authedAction(
  z.object({ replyId: id, status: updateTicketSchema.shape.status }),
  "agent",
  async (actor, { replyId, status }): Promise<WithdrawnReply> => {
    const withdrawn = await withdrawReply(actor, replyId);
    if (status && !withdrawn.ticketRemoved) await updateTicket(actor, withdrawn.ticketId, { status });
    revalidatePath("/", "layout");
    return withdrawn;
  },
);
