"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { authedAction } from "@/app/authed-action";
import {
  previewTracking,
  previewTrackingSchema,
  type TrackingPreview,
} from "@/services/email-delivery/preview-tracking";
import { retryDelivery } from "@/services/email-delivery/retry-delivery";

/** Puts a copy that failed back into the outbox. */
export const retryDeliveryAction = authedAction(
  z.object({ deliveryId: z.number().int().positive() }),
  "agent",
  async (actor, { deliveryId }): Promise<void> => {
    await retryDelivery(actor, deliveryId);
    revalidatePath("/tickets", "layout");
  },
);

/** Tells what would be tracked in a mail that an agent is writing. */
export const previewTrackingAction = authedAction(
  previewTrackingSchema,
  "agent",
  async (actor, input): Promise<TrackingPreview> => previewTracking(actor, input),
);
