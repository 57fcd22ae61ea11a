import { and, desc, eq, inArray, notInArray, sql } from "drizzle-orm";
import { database } from "@/db/client";
import {
  emailDeliveries,
  emailLinks,
  emailMessages,
  emailTrackingEvents,
  type VisitClass,
} from "@/db/schema/email";
import { ticketReplies } from "@/db/schema/tickets";
import { type BadgeState, copyBadge, replyBadge } from "./badge-state";

const visitsShownPerCopy = 20;

type DeliveryRow = typeof emailDeliveries.$inferSelect;

export type Visit = Pick<
  typeof emailTrackingEvents.$inferSelect,
  "eventType" | "visitClass" | "visitReason" | "client" | "os" | "device" | "country"
> & { at: Date };

export type RecipientCopy = Pick<
  DeliveryRow,
  | "email"
  | "name"
  | "role"
  | "trackingId"
  | "status"
  | "lastError"
  | "sentAt"
  | "openedAt"
  | "readAt"
  | "readEvidence"
  | "openCount"
  | "readCount"
  | "clickCount"
> & {
  deliveryId: number;
  badge: BadgeState;
  /** The newest 20, newest first. */
  visits: Visit[];
};

export type ClickedLink = {
  url: string;
  label: string | null;
  position: number | null;
  count: number;
  lastAt: Date;
};
export type MachineLoads = { visitClass: VisitClass; reason: string; client: string | null; count: number };

/** All that is known of one reply as e-mail: the badge and its card. */
export type ReplyEmail = {
  replyId: number;
  badge: BadgeState;
  tracked: boolean;
  sentAt: Date | null;
  openedAt: Date | null;
  readAt: Date | null;
  openCount: number;
  readCount: number;
  clickCount: number;
  recipients: RecipientCopy[];
  clicks: ClickedLink[];
  machineLoads: MachineLoads[];
};

/** The e-mail state of every emailed reply of a ticket, by reply id. */
export async function getReplyEmails(ticketId: number): Promise<Map<number, ReplyEmail>> {
  const [replies, deliveries] = await Promise.all([
    database().select(summary).from(ticketReplies).where(eq(ticketReplies.ticketId, ticketId)),
    database()
      .select({ delivery: emailDeliveries })
      .from(ticketReplies)
      .innerJoin(emailDeliveries, eq(emailDeliveries.ticketReplyId, ticketReplies.id))
      .where(eq(ticketReplies.ticketId, ticketId))
      .orderBy(emailDeliveries.id),
  ]);
  const copies = deliveries.map((row) => row.delivery);
  const trackingIds = [...new Set(copies.flatMap((copy) => copy.trackingId ?? []))];
  const [visits, clicks, machineLoads] = await Promise.all([
    visitsByTrackingId(trackingIds),
    clicksByTrackingId(trackingIds),
    machineLoadsByTrackingId(trackingIds),
  ]);
  const emails = new Map<number, ReplyEmail>();
  for (const reply of replies) {
    const own = copies.filter((copy) => copy.ticketReplyId === reply.replyId);
    if (own.length === 0) continue;
    const ids = new Set(own.flatMap((copy) => copy.trackingId ?? []));
    emails.set(reply.replyId, {
      ...reply,
      badge: replyBadge(own),
      tracked: ids.size > 0,
      recipients: own.map((copy) => recipientCopy(copy, visits.get(copy.trackingId ?? "") ?? [])),
      clicks: mergeClicks([...ids].flatMap((id) => clicks.get(id) ?? [])),
      machineLoads: mergeMachineLoads([...ids].flatMap((id) => machineLoads.get(id) ?? [])),
    });
  }
  return emails;
}

const summary = {
  replyId: ticketReplies.id,
  sentAt: ticketReplies.emailSentAt,
  openedAt: ticketReplies.emailOpenedAt,
  readAt: ticketReplies.emailReadAt,
  openCount: ticketReplies.emailOpenCount,
  readCount: ticketReplies.emailReadCount,
  clickCount: ticketReplies.emailClickCount,
};

function recipientCopy(copy: DeliveryRow, visits: Visit[]): RecipientCopy {
  const { id, email, name, role, trackingId, status, lastError, sentAt, openedAt, readAt } = copy;
  const { readEvidence, openCount, readCount, clickCount } = copy;
  return {
    deliveryId: id,
    badge: copyBadge(copy),
    ...{ email, name, role, trackingId, status, lastError, sentAt, openedAt, readAt },
    ...{ readEvidence, openCount, readCount, clickCount },
    visits,
  };
}

function groupById<T extends { trackingId: string }>(rows: T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.trackingId);
    if (group) group.push(row);
    else groups.set(row.trackingId, [row]);
  }
  return groups;
}

async function visitsByTrackingId(trackingIds: string[]): Promise<Map<string, Visit[]>> {
  const { trackingId, occurredAt, eventType, visitClass, visitReason, client, os, device, country } =
    emailTrackingEvents;
  // One small indexed read per copy: a copy that was loaded ten thousand times must not crowd out the others.
  const lists = await Promise.all(
    trackingIds.map((id) =>
      database()
        .select({ at: occurredAt, eventType, visitClass, visitReason, client, os, device, country })
        .from(emailTrackingEvents)
        .where(eq(trackingId, id))
        .orderBy(desc(occurredAt))
        .limit(visitsShownPerCopy),
    ),
  );
  return new Map(trackingIds.map((id, index) => [id, lists[index] ?? []]));
}

type ClickRow = ClickedLink & { trackingId: string };

async function clicksByTrackingId(trackingIds: string[]): Promise<Map<string, ClickRow[]>> {
  if (trackingIds.length === 0) return new Map();
  const rows = await database()
    .select({
      trackingId: emailTrackingEvents.trackingId,
      position: emailTrackingEvents.linkPosition,
      url: sql<string>`MAX(COALESCE(${emailLinks.url}, ${emailTrackingEvents.eventUrl}))`,
      label: sql<string | null>`MAX(${emailLinks.label})`,
      count: sql<number>`COUNT(DISTINCT ${emailTrackingEvents.id})`,
      lastAt: sql<string>`MAX(${emailTrackingEvents.occurredAt})`,
    })
    .from(emailTrackingEvents)
    .innerJoin(emailDeliveries, eq(emailDeliveries.trackingId, emailTrackingEvents.trackingId))
    .innerJoin(emailMessages, eq(emailMessages.id, emailDeliveries.messageId))
    .leftJoin(
      emailLinks,
      and(
        eq(emailLinks.messageId, emailMessages.id),
        eq(emailLinks.position, emailTrackingEvents.linkPosition),
      ),
    )
    .where(
      and(
        inArray(emailTrackingEvents.trackingId, trackingIds),
        eq(emailTrackingEvents.eventType, "click"),
        inArray(emailTrackingEvents.visitClass, ["human", "proxy"]),
      ),
    )
    .groupBy(emailTrackingEvents.trackingId, emailTrackingEvents.linkPosition, emailTrackingEvents.eventUrl);
  return groupById(rows.map((row) => ({ ...row, count: Number(row.count), lastAt: utc(row.lastAt) })));
}

async function machineLoadsByTrackingId(trackingIds: string[]) {
  if (trackingIds.length === 0) return new Map<string, (MachineLoads & { trackingId: string })[]>();
  const rows = await database()
    .select({
      trackingId: emailTrackingEvents.trackingId,
      visitClass: emailTrackingEvents.visitClass,
      reason: emailTrackingEvents.visitReason,
      client: emailTrackingEvents.client,
      count: sql<number>`COUNT(*)`,
    })
    .from(emailTrackingEvents)
    .where(
      and(
        inArray(emailTrackingEvents.trackingId, trackingIds),
        notInArray(emailTrackingEvents.visitClass, ["human", "proxy"]),
      ),
    )
    .groupBy(
      emailTrackingEvents.trackingId,
      emailTrackingEvents.visitClass,
      emailTrackingEvents.visitReason,
      emailTrackingEvents.client,
    );
  return groupById(rows.map((row) => ({ ...row, count: Number(row.count) })));
}

/** An aggregate comes back as the server's text, which is UTC. */
function utc(moment: string | Date): Date {
  return moment instanceof Date ? moment : new Date(`${moment.replace(" ", "T")}Z`);
}

function mergeClicks(rows: ClickRow[]): ClickedLink[] {
  const merged = new Map<string, ClickedLink>();
  for (const { url, label, position, count, lastAt } of rows) {
    const key = `${position}\n${url}`;
    const known = merged.get(key);
    if (!known) merged.set(key, { url, label, position, count, lastAt });
    else {
      known.count += count;
      if (lastAt > known.lastAt) known.lastAt = lastAt;
    }
  }
  return [...merged.values()].sort((a, b) => b.count - a.count || (a.position ?? 0) - (b.position ?? 0));
}

function mergeMachineLoads(rows: MachineLoads[]): MachineLoads[] {
  const merged = new Map<string, MachineLoads>();
  for (const { visitClass, reason, client, count } of rows) {
    const key = `${visitClass}\n${reason}\n${client}`;
    const known = merged.get(key);
    if (known) known.count += count;
    else merged.set(key, { visitClass, reason, client, count });
  }
  return [...merged.values()].sort((a, b) => b.count - a.count);
}
