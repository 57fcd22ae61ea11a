import { and, eq, inArray } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveries } from "@/db/schema/email";
import { ticketReplies } from "@/db/schema/tickets";
import type { Delivery } from "./claim-deliveries";

/**
 * Copies that leave as one message have one body and therefore one tracking id. They were queued that way, unless the
 * transport was changed since: then they share the first one's id, or none when one of them may not be tracked.
 */
export async function shareTracking(group: Delivery[]): Promise<Delivery[]> {
  const [first] = group;
  if (!first || group.every((delivery) => delivery.trackingId === first.trackingId)) return group;
  const exempt = group.some((delivery) => delivery.trackingId === null);
  const common = exempt
    ? { trackingId: null, trackOpens: false, trackClicks: false, renderedHtml: null }
    : {
        trackingId: first.trackingId,
        trackOpens: first.trackOpens,
        trackClicks: first.trackClicks,
        renderedHtml: null,
      };
  await database().transaction(async (tx) => {
    await tx
      .update(emailDeliveries)
      .set(common)
      .where(
        inArray(
          emailDeliveries.id,
          group.map((delivery) => delivery.id),
        ),
      );
    for (const { ticketReplyId, trackingId } of group) {
      if (!ticketReplyId || !trackingId || trackingId === common.trackingId) continue;
      await tx
        .update(ticketReplies)
        .set({ emailTrackingId: common.trackingId })
        .where(and(eq(ticketReplies.id, ticketReplyId), eq(ticketReplies.emailTrackingId, trackingId)));
    }
  });
  return group.map((delivery) => ({ ...delivery, ...common }));
}
