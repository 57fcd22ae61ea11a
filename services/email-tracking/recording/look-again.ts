import { inArray } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveries } from "@/db/schema/email";
import { noteTicketChange, wakeLive } from "@/services/live/ticket-changes";
import { log } from "@/services/logging/log";
import { loggableError } from "../loggable-error";
import { reclassifyMachineVisits } from "../visits/reclassify-machine-visits";
import type { Committed } from "./write-event-groups";

type Scan = NonNullable<Committed["scan"]>;

/** By then every group that was being written beside the one that showed a machine has ended. */
const afterMs = 1_000;

/**
 * Looks once more at copies that a machine has just gone through. An open that was written in the same moment by another
 * group found nothing suspicious when it looked, and the group with the clicks, or with a gateway's visit, could not see it
 * yet.
 */
export function lookAgainSoon(scan: Scan) {
  setTimeout(() => {
    lookAgain(scan).catch((error) => {
      log().warn(loggableError(error), "a machine's visits were not looked at once more");
    });
  }, afterMs).unref();
}

async function lookAgain({ visits, ticketIds }: Scan) {
  const reclassified = await database().transaction(async (tx) => {
    const ids = visits.map(({ deliveryId }) => deliveryId);
    await tx
      .select({ id: emailDeliveries.id })
      .from(emailDeliveries)
      .where(inArray(emailDeliveries.id, ids))
      .orderBy(emailDeliveries.id)
      .for("update");
    const count = await reclassifyMachineVisits(tx, visits);
    if (count > 0) await noteTicketChange(tx, ticketIds);
    return count;
  });
  if (reclassified > 0) wakeLive();
}
