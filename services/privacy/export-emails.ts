import { and, asc, eq, gt, inArray, sql } from "drizzle-orm";
import { database } from "@/db/client";
import {
  emailDeliveries,
  emailDeliveryEvents,
  type emailKinds,
  emailMessages,
  emailTrackingEvents,
} from "@/db/schema/email";
import { copiesOfContact } from "./copies-of-contact";

type Delivery = typeof emailDeliveries.$inferSelect;
type EventsPlace = { deliveryId: number; people: number };
const copiesAtOnce = 500;
const eventsAtOnce = 5000;

/**
 * The e-mails to a contact, each with what happened on its way and what was recorded of it.
 * @param audience for the contact themselves, events that may be another recipient's are left out: copies that were sent
 * as one message share an id.
 */
export async function exportEmails(contact: { id: number; email: string }, audience: "admin" | "contact") {
  const rows = await readCopies(contact);
  const deliveryEvents = await readDeliveryEvents(rows.map(({ delivery }) => delivery.id));
  const places = await placesOfEvents(rows.map(({ delivery }) => delivery));
  const emails = [];
  for (const { delivery, ...message } of rows) {
    const place = places.get(delivery.trackingId ?? "");
    const isShared = (place?.people ?? 0) > 1;
    const isShown = place && (audience === "admin" || !isShared);
    emails.push({
      ...summaryOf(delivery, message),
      shares_tracking_id: isShared,
      delivery_events: deliveryEvents
        .filter(({ deliveryId }) => deliveryId === delivery.id)
        .map(({ status, source, detail, occurredAt }) => ({
          ...{ status, source, detail },
          occurred_at: occurredAt.toISOString(),
        })),
      tracking_events: isShown ? await readTrackingEvents(place.deliveryId) : [],
    });
  }
  return emails;
}

async function readCopies(contact: { id: number; email: string }) {
  const rows = [];
  for (let after = 0; ; ) {
    const ids = await copiesOfContact(database(), contact, after, copiesAtOnce);
    const [last] = ids.slice(-1);
    if (last === undefined) return rows;
    after = last;
    const batch = await database()
      .select({
        delivery: emailDeliveries,
        subject: emailMessages.subject,
        kind: emailMessages.kind,
        html: emailMessages.html,
      })
      .from(emailDeliveries)
      .innerJoin(emailMessages, eq(emailMessages.id, emailDeliveries.messageId))
      .where(inArray(emailDeliveries.id, ids))
      .orderBy(asc(emailDeliveries.id));
    rows.push(...batch);
  }
}

type Message = { subject: string; kind: (typeof emailKinds)[number]; html: string | null };

function summaryOf(delivery: Delivery, { subject, kind, html }: Message) {
  const { trackingId, readEvidence, openCount, readCount, clickCount, role, status, email, name } = delivery;
  return {
    message_id: delivery.messageId,
    ...{ subject, kind, email, name, role, status },
    // What the others say stands with the tickets.
    html: kind === "direct" ? html : null,
    queued_at: delivery.createdAt.toISOString(),
    sent_at: delivery.sentAt?.toISOString() ?? null,
    tracking_id: trackingId,
    opened_at: delivery.openedAt?.toISOString() ?? null,
    read_at: delivery.readAt?.toISOString() ?? null,
    read_evidence: readEvidence,
    open_count: openCount,
    read_count: readCount,
    click_count: clickCount,
  };
}

async function readDeliveryEvents(deliveryIds: number[]) {
  if (deliveryIds.length === 0) return [];
  return database()
    .select()
    .from(emailDeliveryEvents)
    .where(inArray(emailDeliveryEvents.deliveryId, deliveryIds))
    .orderBy(asc(emailDeliveryEvents.id));
}

/** Where the events of tracking ids stand, under the first copy that has the id, and whether other people have it, too. */
async function placesOfEvents(deliveries: Delivery[]) {
  const ids = [...new Set(deliveries.flatMap(({ trackingId }) => trackingId ?? []))];
  if (ids.length === 0) return new Map<string, EventsPlace>();
  const rows = await database()
    .select({
      trackingId: emailDeliveries.trackingId,
      deliveryId: sql`MIN(${emailDeliveries.id})`.mapWith(Number),
      people: sql`COUNT(DISTINCT ${emailDeliveries.email})`.mapWith(Number),
    })
    .from(emailDeliveries)
    .where(inArray(emailDeliveries.trackingId, ids))
    .groupBy(emailDeliveries.trackingId);
  return new Map(rows.map(({ trackingId, ...place }): [string, EventsPlace] => [trackingId ?? "", place]));
}

async function readTrackingEvents(deliveryId: number) {
  const events = [];
  for (let after = 0; ; ) {
    const rows = await database()
      .select()
      .from(emailTrackingEvents)
      .where(and(eq(emailTrackingEvents.deliveryId, deliveryId), gt(emailTrackingEvents.id, after)))
      .orderBy(asc(emailTrackingEvents.id))
      .limit(eventsAtOnce);
    events.push(...rows.map(toEvent));
    after = rows.at(-1)?.id ?? after;
    if (rows.length < eventsAtOnce) return events;
  }
}

function toEvent(row: typeof emailTrackingEvents.$inferSelect) {
  const { client, os, device, country, referrer } = row;
  return {
    type: row.eventType,
    occurred_at: row.occurredAt.toISOString(),
    url: row.eventUrl,
    taken_for: row.visitClass,
    reason: row.visitReason,
    user_agent: row.userAgent,
    ip_address: row.ipAddress,
    ...{ referrer, client, os, device, country },
    sent_to_plausible: row.plausibleSent,
  };
}
