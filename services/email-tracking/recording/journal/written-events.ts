import type { TrackingEvent } from "../tracking-event";

/**
 * Events as they are written down: a few user agents, links and reasons make up nearly all of a group, so each text
 * stands once, and the rows name it by its place. Under a third of the bytes and of the work.
 */
export type WrittenEvents = { texts: readonly string[]; rows: readonly Row[] };

/** The place of a text; null for none. */
type TextAt = number | null;

/** In the order of {@link TrackingEvent}'s fields. New ones come last: a row of an earlier version is shorter. */
type Row = readonly [
  trackingId: string,
  eventType: number,
  occurredAt: number,
  url: TextAt,
  linkPosition: number | null,
  userAgent: TextAt,
  ipAddress: TextAt,
  referrer: TextAt,
  visitClass: number,
  visitReason: number,
  client: TextAt,
  os: TextAt,
  device: TextAt,
  country: TextAt,
  onlyConsented: 0 | 1,
  forward: 0 | 1,
];

export function writtenEvents(events: readonly TrackingEvent[]): WrittenEvents {
  const texts: string[] = [];
  const places = new Map<string, number>();
  const place = (text: string): number => {
    const known = places.get(text);
    if (known !== undefined) return known;
    places.set(text, texts.length);
    return texts.push(text) - 1;
  };
  const placeOrNull = (text: string | null) => (text === null ? null : place(text));
  const rows = events.map(
    (event): Row => [
      event.trackingId,
      place(event.eventType),
      event.occurredAt,
      placeOrNull(event.url),
      event.linkPosition,
      placeOrNull(event.userAgent),
      placeOrNull(event.ipAddress),
      placeOrNull(event.referrer),
      place(event.visitClass),
      place(event.visitReason),
      placeOrNull(event.client),
      placeOrNull(event.os),
      placeOrNull(event.device),
      placeOrNull(event.country),
      event.onlyConsented ? 1 : 0,
      event.forward ? 1 : 0,
    ],
  );
  return { texts, rows };
}

/** @param written what {@link writtenEvents} made, whole */
export function readEvents({ texts, rows }: WrittenEvents): TrackingEvent[] {
  const text = (at: TextAt) => (at === null ? null : (texts[at] ?? null));
  return rows.map((row) => ({
    trackingId: row[0],
    eventType: text(row[1]) as TrackingEvent["eventType"],
    occurredAt: row[2],
    url: text(row[3]),
    linkPosition: row[4],
    userAgent: text(row[5]),
    ipAddress: text(row[6]),
    referrer: text(row[7]),
    visitClass: text(row[8]) as TrackingEvent["visitClass"],
    visitReason: text(row[9]) ?? "",
    client: text(row[10]),
    os: text(row[11]),
    device: text(row[12]),
    country: text(row[13]),
    onlyConsented: row[14] === 1,
    forward: row[15] === 1,
  }));
}
