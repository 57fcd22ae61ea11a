import { createGroupId, type GroupId } from "./group-id";
import type { JournalledGroup } from "./journal/journal-records";
import type { TrackingEvent } from "./tracking-event";

/** An event in memory, and who waits to hear that it is kept. */
export type Entry = {
  event: TrackingEvent;
  /** When it is to go to disk if it is not committed by then (`performance.now()`). */
  spillAt: number;
  answer: (isKept: boolean) => void;
};

/** Events that are committed together, or not at all. `place`: where they are safe; in memory they are not. */
export type EventGroup = {
  id: GroupId;
  entries: Entry[];
  spillAt: number;
  place: "memory" | "disk" | "database";
};

export function createGroup(entries: Entry[]): EventGroup {
  const spillAt = entries.reduce((least, entry) => Math.min(least, entry.spillAt), Number.POSITIVE_INFINITY);
  return { id: createGroupId(), entries, spillAt, place: "memory" };
}

/** The group without who waits for it. */
export function journalled({ id, entries }: EventGroup): JournalledGroup {
  return { id, events: entries.map(({ event }) => event) };
}

/** Tells everybody who waits for one of its events. Only the first answer counts. */
export function answerGroup(group: EventGroup, isKept = true) {
  for (const entry of group.entries) entry.answer(isKept);
}
