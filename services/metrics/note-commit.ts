import { counts, countUp } from "./counts";
import { observe } from "./plain-histogram";

/** Counts a transaction of the event writer, and the opens and clicks that it committed. @param startedAt `performance.now()` */
export function noteCommit(visits: readonly { eventType: string; visitClass: string }[], startedAt: number) {
  const { visits: counted, eventGroups } = counts();
  for (const { eventType, visitClass } of visits) countUp(counted, `${eventType} ${visitClass}`);
  observe(eventGroups.events, visits.length);
  observe(eventGroups.seconds, (performance.now() - startedAt) / 1000);
}

/** Counts one that failed. */
export function noteFailedCommit() {
  counts().eventGroups.failed++;
}
