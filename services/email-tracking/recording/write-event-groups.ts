import { escape as quote } from "mysql2";
import type { Connection } from "mysql2/promise";
import { drizzleOn } from "@/db/connect";
import { isDuplicateKey } from "@/services/database-errors";
import { ticketChangeStatement } from "@/services/live/ticket-changes";
import { plausibleStatusFor } from "@/services/plausible/plausible-status";
import { sqlTime } from "@/services/sql-time";
import { gatewayNames } from "../visits/machine-signals";
import { possibleScansStatement } from "../visits/possible-scans";
import { isRead } from "../visits/reading-classes";
import { reclassifyMachineVisits } from "../visits/reclassify-machine-visits";
import { type SummarisedEvent, summaryStatements } from "./add-to-summaries";
import { areGroupsCommitted, noteGroupsStatement } from "./event-groups";
import type { JournalledGroup } from "./journal/journal-records";
import { withinRowLimit } from "./row-limit";
import { readTrackedCopies, type SentLinkNumbers, type TrackedCopy } from "./tracked-copies";
import type { TrackingEvent } from "./tracking-event";

/** An event whose copies are known, as it may be recorded for them. */
type KnownEvent = SummarisedEvent & {
  event: TrackingEvent;
  trackingId: string;
  linkPosition: number | null;
  visitReason: string;
};

/** What a transaction of the writer did. Plain values: they may come from another thread. */
export type Committed = {
  /** The opens and clicks that counted, by class: `open human` and the like. */
  visits: Record<string, number>;
  /** How long its statements took, from the first to the commit. */
  seconds: number;
  /** Where a machine was found to have gone through copies, or named itself: what it visited, to be looked at once more. */
  scan: { visits: { deliveryId: number; occurredAt: Date }[]; ticketIds: number[] } | null;
};

const longestUrl = 2048;
const longestUserAgent = 1000;

/**
 * Commits groups of events: their rows, the summaries of the copies and replies, and a note of the tickets, in one
 * transaction. Events of unknown ids, and of people who may not be tracked, store nothing.
 * @param connection one of `openConnection`, for this alone while it runs
 * @param groups each is committed once, however often this is called with its name
 * @returns null when nothing was to be stored
 * @throws the driver's error; nothing is stored then, unless it is a lost connection that hid a commit. A duplicate key
 *   means that some of several groups are committed and others are not.
 */
export async function writeEventGroups(
  connection: Connection,
  groups: readonly JournalledGroup[],
): Promise<Committed | null> {
  const events = groups.flatMap((group) => group.events);
  const groupIds = groups.map(({ id }) => id);
  const unnumbered = events.filter(({ url, linkPosition }) => url !== null && linkPosition === null);
  const { copies, links } = await readTrackedCopies(connection, idsOf(events), {
    trackingIds: idsOf(unnumbered),
    urls: [...new Set(unnumbered.map(({ url }) => url ?? ""))],
  });
  const known = events.flatMap((event) => toKnown(event, copies.get(event.trackingId) ?? [], links));
  if (known.length === 0) return null;
  const startedAt = performance.now();
  const { kept, dropped } = withinRowLimit(known, (event) => event.copies[0]?.rowsThisHour ?? 0);
  const start = [
    "START TRANSACTION",
    noteGroupsStatement(groupIds),
    ...(kept.length > 0 ? [insertStatement(kept)] : []),
    ...summaryStatements(known, new Set(dropped)),
  ];
  const ticketIds = known.flatMap((event) => event.copies.flatMap(({ ticketId }) => ticketId ?? []));
  const end = [...ticketChangeStatement(ticketIds), "COMMIT"];
  const suspects = known.filter(mayShowMachine).map(({ copies: [copy], event: { occurredAt } }) => ({
    deliveryId: copy?.deliveryId ?? 0,
    occurredAt: new Date(occurredAt),
  }));
  let scan: Committed["scan"] = null;
  try {
    if (suspects.length === 0) await connection.query([...start, ...end].join(";\n"));
    else {
      // Asked behind the summaries: their locks make two processes see each other's visits.
      const [results] = await connection.query([...start, possibleScansStatement(suspects)].join(";\n"));
      const scanned = new Set((results as { delivery_id: number }[][]).at(-1)?.map((row) => row.delivery_id));
      const visits = suspects.filter(({ deliveryId }) => scanned.has(deliveryId));
      const reclassified = await reclassifyMachineVisits(drizzleOn(connection), visits);
      await connection.query(end.join(";\n"));
      // A named gateway's neighbours may be on their way still: with nothing to take back yet it says as much.
      if (reclassified > 0 || (visits.length > 0 && known.some(isGateways))) scan = { visits, ticketIds };
    }
  } catch (error) {
    await connection.query("ROLLBACK").catch(() => {}); // The connection is gone: so is the transaction.
    // The commit was done and only its confirmation was lost: the groups are in.
    if (!(isDuplicateKey(error) && (await areGroupsCommitted(connection, groupIds)))) throw error;
  }
  return { visits: countByClass(known), seconds: (performance.now() - startedAt) / 1000, scan };
}

function countByClass(events: readonly KnownEvent[]): Record<string, number> {
  const counted: Record<string, number> = {};
  for (const { eventType, visitClass } of events) {
    const name = `${eventType} ${visitClass}`;
    counted[name] = (counted[name] ?? 0) + 1;
  }
  return counted;
}

/** With the opens of a copy that was only ever opened by people, nothing can be amiss. */
function mayShowMachine(event: KnownEvent): boolean {
  return (
    event.eventType === "click" || !isRead(event) || event.copies.some(({ isSuspicious }) => isSuspicious)
  );
}

function isGateways({ visitReason }: KnownEvent): boolean {
  return gatewayNames.includes(visitReason);
}

function idsOf(events: readonly TrackingEvent[]): string[] {
  return [...new Set(events.map(({ trackingId }) => trackingId))];
}

/** The event as it may be recorded for these copies; nothing when it may not. */
function toKnown(event: TrackingEvent, copies: TrackedCopy[], links: SentLinkNumbers): KnownEvent[] {
  const flag = event.eventType === "open" ? "trackOpens" : "trackClicks";
  const tracked = copies.some((copy) => copy[flag]);
  // Who of those that share an id was here cannot be told: one who must not be tracked keeps all of them out.
  const allowed = copies.every(
    ({ consent }) => consent === "consented" || (consent === "unknown" && !event.onlyConsented),
  );
  if (!tracked || !allowed) return [];
  const messageId = copies[0]?.messageId ?? 0;
  const linkPosition = event.linkPosition ?? (event.url === null ? null : links.of(messageId, event.url));
  const isOwnCopy = copies.every(({ isAgent }) => isAgent);
  return [
    {
      event,
      trackingId: event.trackingId,
      eventType: event.eventType,
      at: event.occurredAt,
      copies,
      linkPosition,
      visitClass: isOwnCopy ? "self" : event.visitClass,
      visitReason: isOwnCopy ? "the copy of one of our agents" : event.visitReason,
    },
  ];
}

const columns = [
  ...["tracking_id", "delivery_id", "event_type", "event_url", "user_agent", "ip_address", "referrer"],
  ...["occurred_at", "visit_class", "visit_reason", "link_position", "client", "os", "device", "country"],
  ...["plausible_status", "plausible_next_at"],
];

function insertStatement(events: KnownEvent[]): string {
  return `INSERT INTO email_tracking_events (${columns.join(",")}) VALUES ${events.map(valuesOf).join(",\n")}`;
}

/** In the order of {@link columns}. */
function valuesOf(known: KnownEvent): string {
  const { event, visitClass, visitReason, linkPosition } = known;
  const { occurredAt, forward } = event;
  const { plausibleStatus, plausibleNextAt } = plausibleStatusFor({ visitClass, occurredAt, forward });
  const visitor = `${text(event.url, longestUrl)},${text(event.userAgent, longestUserAgent)},${text(event.ipAddress, 45)},${text(event.referrer, longestUrl)}`;
  const meaning = `${text(visitClass, 16)},${text(visitReason, 64)},${linkPosition ?? "NULL"}`;
  const client = `${text(event.client, 64)},${text(event.os, 64)},${text(event.device, 16)},${text(event.country, 2)}`;
  const forwarding = `${text(plausibleStatus, 16)},${plausibleNextAt ? time(plausibleNextAt.getTime()) : "NULL"}`;
  const place = `${text(event.trackingId, 64)},${known.copies[0]?.deliveryId ?? "NULL"},${text(event.eventType, 8)}`;
  return `(${place},${visitor},${time(known.at)},${meaning},${client},${forwarding})`;
}

function text(value: string | null, longest: number): string {
  if (value === null) return "NULL";
  return quote(value.length > longest ? value.slice(0, longest) : value);
}

function time(ms: number): string {
  return `'${sqlTime(ms)}'`;
}
