import { counts, countUp } from "./counts";
import { observe } from "./plain-histogram";

/**
 * Counts a transaction of the event writer.
 * @param visits the opens and clicks that it committed, by class: `open human` and the like
 * @param seconds how long it took
 */
export function noteCommit({ visits, seconds }: { visits: Record<string, number>; seconds: number }) {
  const { visits: counted, eventGroups } = counts();
  let events = 0;
  for (const [name, count] of Object.entries(visits)) {
    countUp(counted, name, count);
    events += count;
  }
  observe(eventGroups.events, events);
  observe(eventGroups.seconds, seconds);
}

/** Counts those that failed, or that had to be tried again. */
export function noteFailedCommits(count: number) {
  counts().eventGroups.failed += count;
}
