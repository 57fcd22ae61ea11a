import { createGroupId, type GroupId } from "./group-id";
import type { TrackingEvent } from "./tracking-event";

/** An event in memory, and who waits to hear that it is kept. */
export type Entry = {
  event: TrackingEvent;
  /** When it is to go to disk if it is not committed by then (`performance.now()`). */
  spillAt: number;
  answer: (isKept: boolean) => void;
};

/** Events that are committed together, or not at all. */
export type EventGroup = {
  id: GroupId;
  entries: Entry[];
  spillAt: number;
  startedAt: number;
  place: "memory" | "disk" | "database";
};

export function createGroup(entries: Entry[]): EventGroup {
  const spillAt = entries.reduce((least, entry) => Math.min(least, entry.spillAt), Number.POSITIVE_INFINITY);
  return { id: createGroupId(), entries, spillAt, startedAt: performance.now(), place: "memory" };
}

export function eventsOf(group: EventGroup): TrackingEvent[] {
  return group.entries.map(({ event }) => event);
}

/** Tells everybody who waits for one of its events. Only the first answer counts. */
export function answerGroup(group: EventGroup, isKept = true) {
  for (const entry of group.entries) entry.answer(isKept);
}
