"use server";
import { authedAction } from "@/app/authed-action";
import {
  previewTracking,
  previewTrackingSchema,
  type TrackingPreview,
} from "@/services/email-delivery/preview-tracking";

/** Tells what would be tracked in a mail that an agent is writing. */
export const previewTrackingAction = authedAction(
  previewTrackingSchema,
  "agent",
  async (actor, input): Promise<TrackingPreview> => previewTracking(actor, input),
);
