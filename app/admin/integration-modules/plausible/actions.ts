"use server";
import { revalidatePath } from "next/cache";
import { z } from "zod";
import { authedAction } from "@/app/authed-action";
import { pauseForwarding, retryFailedForwarding } from "@/services/plausible/steer-forwarding";

const page = "/admin/integration-modules/plausible";

/** Lets events wait, or go on. */
export const pauseForwardingAction = authedAction(
  z.object({ paused: z.boolean() }),
  "admin",
  async (actor, { paused }): Promise<void> => {
    await pauseForwarding(actor, paused);
    revalidatePath(page);
  },
);

/** Tries again what Plausible refused. */
export const retryFailedForwardingAction = authedAction(z.object({}), "admin", async (actor) => {
  const events = await retryFailedForwarding(actor);
  revalidatePath(page);
  return { events };
});
