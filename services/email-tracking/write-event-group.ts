import { inArray } from "drizzle-orm";
import { database } from "@/db/client";
import { emailLinks, emailTrackingEvents } from "@/db/schema/email";
import { isDuplicateKey } from "@/services/database-errors";
import { noteTicketChange } from "@/services/live/ticket-changes";
import { plausibleStatusFor } from "@/services/plausible/plausible-status";
import { addToSummaries } from "./add-to-summaries";
import { isGroupCommitted, noteGroup } from "./event-groups";
import { withinRowLimit } from "./row-limit";
import { readTrackedCopies, type TrackedCopy } from "./tracked-copies";
import type { TrackingEvent } from "./tracking-event";

/** An event whose copies are known. */
type KnownEvent = TrackingEvent & { copies: TrackedCopy[] };

const longestUrl = 2048;
const longestUserAgent = 1000;

/**
 * Commits a group of events: their rows, the summaries of the copies and replies, and a note per ticket, in one
 * transaction. Events of unknown ids, and of people who may not be tracked, store nothing.
 * @param groupId a group is committed once, however often this is called with its id.
 * @returns how many events counted.
 */
export async function writeEventGroup(groupId: string, events: TrackingEvent[]): Promise<{ stored: number }> {
  const copiesById = await readTrackedCopies(events.map(({ trackingId }) => trackingId));
  const known = events.flatMap((event) => toKnown(event, copiesById.get(event.trackingId) ?? []));
  if (known.length === 0) return { stored: 0 };
  const rows = await withLinkPositions(await withinRowLimit(known));
  try {
    await database().transaction(async (tx) => {
      await noteGroup(tx, groupId);
      if (rows.length > 0) await tx.insert(emailTrackingEvents).values(rows.map(toRow));
      await addToSummaries(tx, known);
      const ticketIds = known.flatMap(({ copies }) => copies.map(({ ticketId }) => ticketId));
      await noteTicketChange(
        tx,
        ticketIds.filter((id) => id !== null),
      );
    });
  } catch (error) {
    // The commit was done and only its confirmation was lost: the group is in.
    if (!(isDuplicateKey(error) && (await isGroupCommitted(groupId)))) throw error;
  }
  return { stored: known.length };
}

/** The event as it may be recorded for these copies; nothing when it may not. */
function toKnown(event: TrackingEvent, copies: TrackedCopy[]): KnownEvent[] {
  const flag = event.eventType === "open" ? "trackOpens" : "trackClicks";
  const tracked = copies.some((copy) => copy[flag]);
  // Who of those that share an id was here cannot be told: one who must not be tracked keeps all of them out.
  const allowed = copies.every(
    ({ consent }) => consent === "consented" || (consent === "unknown" && !event.onlyConsented),
  );
  if (!tracked || !allowed) return [];
  const ownCopy = copies.every(({ isAgent }) => isAgent);
  return [
    ownCopy
      ? { ...event, copies, visitClass: "self", visitReason: "the copy of one of our agents" }
      : { ...event, copies },
  ];
}

/** Which of the mail's links a click was on, where the request did not say. */
async function withLinkPositions(events: KnownEvent[]): Promise<KnownEvent[]> {
  const asked = events.filter(({ url, linkPosition }) => url !== null && linkPosition === null);
  if (asked.length === 0) return events;
  const messageIds = new Set(asked.flatMap(({ copies }) => copies.map(({ messageId }) => messageId)));
  const links = await database()
    .select()
    .from(emailLinks)
    .where(inArray(emailLinks.messageId, [...messageIds]))
    .orderBy(emailLinks.position);
  return events.map((event) => {
    if (event.url === null || event.linkPosition !== null) return event;
    const link = links.find(
      ({ messageId, url }) => messageId === event.copies[0]?.messageId && url === event.url,
    );
    return { ...event, linkPosition: link?.position ?? null };
  });
}

function toRow(event: KnownEvent): typeof emailTrackingEvents.$inferInsert {
  return {
    trackingId: event.trackingId,
    eventType: event.eventType,
    eventUrl: event.url?.slice(0, longestUrl) ?? null,
    userAgent: event.userAgent?.slice(0, longestUserAgent) ?? null,
    ipAddress: event.ipAddress,
    referrer: event.referrer?.slice(0, longestUrl) ?? null,
    occurredAt: event.occurredAt,
    visitClass: event.visitClass,
    visitReason: event.visitReason.slice(0, 64),
    linkPosition: event.linkPosition,
    client: event.client?.slice(0, 64) ?? null,
    os: event.os?.slice(0, 64) ?? null,
    device: event.device?.slice(0, 16) ?? null,
    country: event.country,
    ...plausibleStatusFor(event),
  };
}
