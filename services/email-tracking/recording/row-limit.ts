/** Rows that one tracking id may store an hour; what comes beyond is counted and not kept. */
const rowsPerHour = 10_000;

const hourMs = 60 * 60 * 1000;
const hourFactor = 1_000_000;

/**
 * Parts a group into the events whose rows are stored and the others. The earliest in the group come first. Two
 * processes that write the same copy at the same moment may together pass the limit by a group.
 * @param storedOf `rows_this_hour` of an event's copy
 */
export function withinRowLimit<Event extends { trackingId: string }>(
  events: Event[],
  storedOf: (event: Event) => number,
  { now = Date.now(), limit = rowsPerHour } = {},
): { kept: Event[]; dropped: Event[] } {
  const stored = new Map<string, number>();
  const kept: Event[] = [];
  const dropped: Event[] = [];
  for (const event of events) {
    const soFar = stored.get(event.trackingId) ?? rowsIn(storedOf(event), now);
    stored.set(event.trackingId, soFar + 1);
    (soFar < limit ? kept : dropped).push(event);
  }
  return { kept, dropped };
}

/**
 * The least that `rows_this_hour` is in this hour: hour and count are one number, so that SQL adds to it in one
 * expression (`GREATEST(rows_this_hour, start) + rows`), whatever the hour was before.
 */
export function startOfHour(now = Date.now()): number {
  return Math.floor(now / hourMs) * hourFactor;
}

function rowsIn(rowsThisHour: number, now: number): number {
  return Math.max(rowsThisHour - startOfHour(now), 0);
}
