import { database } from "@/db/client";
import { recordAudit } from "@/services/audit/record-audit";
import type { Actor } from "@/services/auth/actor";
import { ForbiddenError } from "@/services/errors";
import { updateModule } from "@/services/integration-modules/update-module";
import { requeueFailedEvents } from "./forward-pending-events";
import { wakePlausibleForwarder } from "./plausible-forwarder";

/** Lets events wait, or go on. @throws {ForbiddenError} unless an admin asks. */
export async function pauseForwarding(actor: Actor, isPaused: boolean): Promise<void> {
  await updateModule(actor, "plausible", { settings: { forwarding_paused: isPaused } });
  if (!isPaused) wakePlausibleForwarder();
}

/** Tries what Plausible refused once more, as far as it is young enough. @returns how many events. */
export async function retryFailedForwarding(actor: Actor): Promise<number> {
  if (actor.role !== "admin") throw new ForbiddenError();
  const events = await requeueFailedEvents();
  if (events > 0) {
    await recordAudit(database(), actor, {
      action: "plausible.failed_events_retried",
      targetType: "integration_module",
      targetId: "plausible",
      changes: { events: { from: "failed", to: `${events} pending` } },
    });
  }
  wakePlausibleForwarder();
  return events;
}
