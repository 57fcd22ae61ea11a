import { createGroupId } from "./group-id";
import { type EncodedGroup, encodeGroup } from "./journal/journal-records";
import type { TrackingEvent } from "./tracking-event";

/** An event in memory, and who waits to hear that it is kept. */
export type Entry = {
  event: TrackingEvent;
  /** When it is to go to disk if it is not committed by then (`performance.now()`). */
  spillAt: number;
  answer: (isKept: boolean) => void;
};

/**
 * Events that are committed together, or not at all. `place`: how far they have come; only on disk and in the database
 * they are safe. `entries` are those that nobody has been told of: none any more once it is kept.
 */
export type EventGroup = EncodedGroup & {
  entries: readonly Entry[];
  spillAt: number;
  place: "memory" | "disk" | "database";
};

export function createGroup(entries: readonly Entry[]): EventGroup {
  let spillAt = Number.POSITIVE_INFINITY;
  for (const entry of entries) spillAt = Math.min(spillAt, entry.spillAt);
  const group = encodeGroup({ id: createGroupId(), events: entries.map(({ event }) => event) });
  return { ...group, entries, spillAt, place: "memory" };
}

/** Tells everybody who waits for one of its events, and forgets them: what stays is bytes. */
export function answerGroup(group: EventGroup, isKept = true) {
  for (const entry of group.entries) entry.answer(isKept);
  group.entries = [];
}
