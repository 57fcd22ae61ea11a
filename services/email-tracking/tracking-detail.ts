import { and, asc, desc, eq, max, sql } from "drizzle-orm";
import { database } from "@/db/client";
import {
  emailDeliveries,
  emailLinks,
  emailMessages,
  emailTrackingEvents,
  type VisitClass,
} from "@/db/schema/email";
import { NotFoundError } from "@/services/errors";

/** Opens listed at most, newest first; the counts are of all. */
const longestList = 200;

export type TrackingDetail = {
  trackingId: string;
  ticketId: number | null;
  replyId: number | null;
  subject: string;
  /** One, or those who share a message that a transport sent as one. */
  recipients: { email: string; name: string | null; role: "to" | "cc" | "bcc" }[];
  sentAt: Date | null;
  openedAt: Date | null;
  readAt: Date | null;
  openCount: number;
  readCount: number;
  clickCount: number;
  /** How many opens of each class are on record. */
  opensByClass: Partial<Record<VisitClass, number>>;
  opens: {
    at: Date;
    visitClass: VisitClass;
    reason: string;
    client: string | null;
    os: string | null;
    device: string | null;
    country: string | null;
  }[];
  /** Every tracked link of the mail, clicked or not. `humanCount` leaves out machines that follow links. */
  clicks: {
    position: number;
    url: string;
    label: string;
    count: number;
    humanCount: number;
    lastAt: Date | null;
  }[];
};

/**
 * Everything known about one tracking id, for agents.
 * @throws {NotFoundError} when no mail has it.
 */
export async function trackingDetail(trackingId: string): Promise<TrackingDetail> {
  const copies = await database()
    .select({ copy: emailDeliveries, ticketId: emailMessages.ticketId, subject: emailMessages.subject })
    .from(emailDeliveries)
    .innerJoin(emailMessages, eq(emailMessages.id, emailDeliveries.messageId))
    .where(eq(emailDeliveries.trackingId, trackingId))
    .orderBy(asc(emailDeliveries.id));
  const [first] = copies;
  if (!first) throw new NotFoundError("No email has this tracking id.");
  const { copy, ticketId, subject } = first;
  // The visits of those that share an id are stored under the first of them.
  const deliveryId = copy.id;
  return {
    trackingId,
    ticketId,
    replyId: copy.ticketReplyId,
    subject,
    recipients: copies.map(({ copy: { email, name, role } }) => ({ email, name, role })),
    sentAt: copy.sentAt,
    openedAt: copy.openedAt,
    readAt: copy.readAt,
    openCount: copy.openCount,
    readCount: copy.readCount,
    clickCount: copy.clickCount,
    opensByClass: await opensByClass(deliveryId),
    opens: await latestOpens(deliveryId),
    clicks: await clicksByLink(deliveryId, copy.messageId),
  };
}

const opensOf = (deliveryId: number) =>
  and(eq(emailTrackingEvents.deliveryId, deliveryId), eq(emailTrackingEvents.eventType, "open"));

async function opensByClass(deliveryId: number) {
  const rows = await database()
    .select({ visitClass: emailTrackingEvents.visitClass, opens: sql`COUNT(*)`.mapWith(Number) })
    .from(emailTrackingEvents)
    .where(opensOf(deliveryId))
    .groupBy(emailTrackingEvents.visitClass);
  return Object.fromEntries(rows.map(({ visitClass, opens }) => [visitClass, opens]));
}

async function latestOpens(deliveryId: number) {
  return database()
    .select({
      at: emailTrackingEvents.occurredAt,
      visitClass: emailTrackingEvents.visitClass,
      reason: emailTrackingEvents.visitReason,
      client: emailTrackingEvents.client,
      os: emailTrackingEvents.os,
      device: emailTrackingEvents.device,
      country: emailTrackingEvents.country,
    })
    .from(emailTrackingEvents)
    .where(opensOf(deliveryId))
    .orderBy(desc(emailTrackingEvents.occurredAt), desc(emailTrackingEvents.id))
    .limit(longestList);
}

async function clicksByLink(deliveryId: number, messageId: number) {
  const clicked = and(
    eq(emailTrackingEvents.deliveryId, deliveryId),
    eq(emailTrackingEvents.eventType, "click"),
    eq(emailTrackingEvents.linkPosition, emailLinks.position),
  );
  return database()
    .select({
      position: emailLinks.position,
      url: emailLinks.url,
      label: emailLinks.label,
      count: sql`COUNT(${emailTrackingEvents.id})`.mapWith(Number),
      humanCount: sql`COUNT(IF(${emailTrackingEvents.visitClass} = 'human', 1, NULL))`.mapWith(Number),
      lastAt: max(emailTrackingEvents.occurredAt),
    })
    .from(emailLinks)
    .leftJoin(emailTrackingEvents, clicked)
    .where(eq(emailLinks.messageId, messageId))
    .groupBy(emailLinks.position, emailLinks.url, emailLinks.label)
    .orderBy(asc(emailLinks.position));
}
