import { asc, desc, eq } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveryEvents } from "@/db/schema/email";

export type DeliveryEvent = Pick<
  typeof emailDeliveryEvents.$inferSelect,
  "id" | "status" | "source" | "detail" | "occurredAt"
>;

const kept = 100;

/** What happened to one copy on its way, oldest first: the newest 100 entries. */
export async function getDeliveryTimeline(deliveryId: number): Promise<DeliveryEvent[]> {
  const newest = database()
    .select({
      id: emailDeliveryEvents.id,
      status: emailDeliveryEvents.status,
      source: emailDeliveryEvents.source,
      detail: emailDeliveryEvents.detail,
      occurredAt: emailDeliveryEvents.occurredAt,
    })
    .from(emailDeliveryEvents)
    .where(eq(emailDeliveryEvents.deliveryId, deliveryId))
    .orderBy(desc(emailDeliveryEvents.occurredAt), desc(emailDeliveryEvents.id))
    .limit(kept)
    .as("newest");
  return database().select().from(newest).orderBy(asc(newest.occurredAt), asc(newest.id));
}
