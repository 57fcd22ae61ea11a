import { and, inArray } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveries } from "@/db/schema/email";
import { ticketReplies } from "@/db/schema/tickets";
import type { Delivery } from "./claim-deliveries";

const untracked = { trackingId: null, trackOpens: false, trackClicks: false, renderedHtml: null };

/**
 * Copies to who turned tracking off while they waited (Send later, a pause, a server that was away) leave without it: the
 * preferences page promises so. What may be out already stays as it was.
 * @param optedOut contact ids
 */
export async function exemptOptedOut(group: Delivery[], optedOut: ReadonlySet<number>): Promise<Delivery[]> {
  const exempt = group.filter(
    ({ contactId, trackingId, handedOffAt }) =>
      trackingId !== null && handedOffAt === null && optedOut.has(contactId ?? 0),
  );
  if (exempt.length === 0) return group;
  const ids = exempt.map(({ id }) => id);
  const replyIds = exempt.flatMap(({ ticketReplyId }) => ticketReplyId ?? []);
  const trackingIds = exempt.flatMap(({ trackingId }) => trackingId ?? []);
  await database().transaction(async (tx) => {
    await tx.update(emailDeliveries).set(untracked).where(inArray(emailDeliveries.id, ids));
    if (replyIds.length === 0) return;
    await tx
      .update(ticketReplies)
      .set({ emailTrackingId: null })
      .where(and(inArray(ticketReplies.id, replyIds), inArray(ticketReplies.emailTrackingId, trackingIds)));
  });
  return group.map((copy) => (ids.includes(copy.id) ? { ...copy, ...untracked } : copy));
}
