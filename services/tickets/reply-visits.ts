import { and, desc, eq, inArray, notInArray, sql } from "drizzle-orm";
import { database } from "@/db/client";
import {
  emailDeliveries,
  emailLinks,
  emailTrackingEvents as events,
  type TrackingEventType,
  type VisitClass,
} from "@/db/schema/email";
import { scannerIn } from "@/services/email-tracking/visits/find-scans";
import { readingClasses } from "@/services/email-tracking/visits/reading-classes";

const newestShown = 20;

export type Visit = Pick<
  typeof events.$inferSelect,
  "eventType" | "visitClass" | "visitReason" | "client" | "os" | "device" | "country"
> & { at: Date };

/** What people clicked on. */
export type LinkClicks = {
  url: string;
  label: string | null;
  position: number | null;
  count: number;
  lastAt: Date;
};

/** What machines, and we ourselves, did alike. */
export type MachineVisits = {
  eventType: TrackingEventType;
  visitClass: VisitClass;
  reason: string;
  /** Whose scan of the mail it was part of; null for anything else. */
  scanner: string | null;
  client: string | null;
  count: number;
  /** How many different links were followed; 0 for loads. */
  links: number;
  firstAt: Date;
};

/** What is on record of one copy, or of those that share its tracking id. */
export type CopyVisits = {
  /** By people, newest first: the newest 20 opens and the newest 20 clicks. */
  newest: Visit[];
  clicks: LinkClicks[];
  machines: MachineVisits[];
};

/** @param deliveryIds the copies under which visits are stored; the result has each of them. */
export async function readVisits(deliveryIds: number[]): Promise<Map<number, CopyVisits>> {
  if (deliveryIds.length === 0) return new Map();
  const [newest, clicks, machines] = await Promise.all([
    newestVisits(deliveryIds),
    clicksByPeople(deliveryIds),
    visitsByMachines(deliveryIds),
  ]);
  const visits = new Map<number, CopyVisits>();
  for (const [index, id] of deliveryIds.entries()) {
    visits.set(id, {
      newest: newest[index] ?? [],
      clicks: clicks
        .filter(({ deliveryId }) => deliveryId === id)
        .map(({ deliveryId: _, ...click }) => click),
      machines: machines
        .filter(({ deliveryId }) => deliveryId === id)
        .map(({ deliveryId: _, ...machine }) => machine),
    });
  }
  return visits;
}

/**
 * Small indexed reads for each copy: neither one that was loaded ten thousand times, nor a machine that loads it again and
 * again, must crowd out what people did.
 */
function newestVisits(deliveryIds: number[]): Promise<Visit[][]> {
  return Promise.all(
    deliveryIds.map(async (id) => {
      const [opens, clicks] = await Promise.all([newestOf(id, "open"), newestOf(id, "click")]);
      return [...opens, ...clicks].sort((a, b) => b.at.getTime() - a.at.getTime());
    }),
  );
}

function newestOf(deliveryId: number, type: TrackingEventType): Promise<Visit[]> {
  const { occurredAt, eventType, visitClass, visitReason, client, os, device, country } = events;
  return database()
    .select({ at: occurredAt, eventType, visitClass, visitReason, client, os, device, country })
    .from(events)
    .where(
      and(
        eq(events.deliveryId, deliveryId),
        eq(eventType, type),
        inArray(visitClass, [...readingClasses[type]]),
      ),
    )
    .orderBy(desc(occurredAt))
    .limit(newestShown);
}

async function clicksByPeople(deliveryIds: number[]): Promise<(LinkClicks & { deliveryId: number })[]> {
  const rows = await database()
    .select({
      deliveryId: emailDeliveries.id,
      position: events.linkPosition,
      url: sql<string>`MAX(COALESCE(${emailLinks.url}, ${events.eventUrl}))`,
      label: sql<string | null>`MAX(${emailLinks.label})`,
      count: sql`COUNT(*)`.mapWith(Number),
      lastAt: sql<string>`MAX(${events.occurredAt})`,
    })
    .from(events)
    .innerJoin(emailDeliveries, eq(emailDeliveries.id, events.deliveryId))
    .leftJoin(
      emailLinks,
      and(eq(emailLinks.messageId, emailDeliveries.messageId), eq(emailLinks.position, events.linkPosition)),
    )
    .where(
      and(
        inArray(events.deliveryId, deliveryIds),
        eq(events.eventType, "click"),
        inArray(events.visitClass, ["human", "proxy"]),
      ),
    )
    .groupBy(emailDeliveries.id, events.linkPosition, events.eventUrl);
  return rows.map((row) => ({ ...row, lastAt: utc(row.lastAt) }));
}

async function visitsByMachines(deliveryIds: number[]): Promise<(MachineVisits & { deliveryId: number })[]> {
  const { deliveryId, eventType, visitClass, visitReason, client } = events;
  const rows = await database()
    .select({
      deliveryId: sql`${deliveryId}`.mapWith(Number),
      eventType,
      visitClass,
      reason: visitReason,
      client,
      count: sql`COUNT(*)`.mapWith(Number),
      links: sql`COUNT(DISTINCT COALESCE(CONCAT('#', ${events.linkPosition}), ${events.eventUrl}))`.mapWith(
        Number,
      ),
      firstAt: sql<string>`MIN(${events.occurredAt})`,
    })
    .from(events)
    .where(and(inArray(deliveryId, deliveryIds), notInArray(visitClass, ["human", "proxy"])))
    .groupBy(deliveryId, eventType, visitClass, visitReason, client);
  return rows.map((row) => ({ ...row, scanner: scannerIn(row.reason), firstAt: utc(row.firstAt) }));
}

/** An aggregate comes back as the server's text, which is UTC. */
function utc(moment: string | Date): Date {
  return moment instanceof Date ? moment : new Date(`${moment.replace(" ", "T")}Z`);
}
