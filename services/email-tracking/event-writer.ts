import { setTimeout as sleep } from "node:timers/promises";
import { isLockConflict } from "@/services/database-errors";
import { wakeLive } from "@/services/live/ticket-changes";
import { log } from "@/services/logging/log";
import { forgetOldGroups } from "./event-groups";
import { loggableError } from "./loggable-error";
import type { TrackingEvent } from "./tracking-event";
import { writeEventGroup } from "./write-event-group";

/** Events that one transaction commits at most. */
const groupSize = 500;
/** Events that wait at most. Beyond, new ones are refused: memory must not grow while the database is away. */
const queueSize = 50_000;
/** Waits before a group is tried again, in milliseconds; then it is given up, and the log says how many were lost. */
const retryDelaysMs = [50, 200, 1000, 3000];

const groupsBetweenTidying = 1000;

/** The queue is full: the event was not taken. */
export class EventQueueFullError extends Error {
  override name = "EventQueueFullError";
}

type Waiting = { event: TrackingEvent; resolve: () => void; reject: (error: unknown) => void };

export type EventWriter = {
  /** Queues an event. Resolves when it is durable; rejects when it was refused or given up. */
  record(event: TrackingEvent): Promise<void>;
  /** Resolves when nothing waits any more. */
  drain(): Promise<void>;
};

const shared = globalThis as { __myportalEventWriter?: EventWriter };

/** The process's event writer. */
export function eventWriter(): EventWriter {
  shared.__myportalEventWriter ??= createEventWriter(writeEventGroup);
  return shared.__myportalEventWriter;
}

/**
 * Commits events in groups: while one group is being written the next gathers, so that a busy server pays for one
 * transaction where it would have paid for hundreds.
 * @param write commits a group under an id, at most once however often it is called.
 */
export function createEventWriter(
  write: (groupId: string, events: TrackingEvent[]) => Promise<{ stored: number }>,
): EventWriter {
  const waiting: Waiting[] = [];
  let groups = 0;
  let flushing: Promise<void> | null = null;

  async function flush() {
    // The rest of this turn's requests join the first group.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0) await writeGroup(waiting.splice(0, groupSize));
    // In the same step as the look at the queue: an event that comes later starts a new flush.
    flushing = null;
  }

  async function writeGroup(group: Waiting[]): Promise<void> {
    const groupId = crypto.randomUUID();
    for (let attempt = 0; ; attempt++) {
      try {
        const { stored } = await write(
          groupId,
          group.map(({ event }) => event),
        );
        for (const { resolve } of group) resolve();
        if (stored > 0) wakeLive();
        await tidy();
        return;
      } catch (error) {
        // One event that the database refuses must not take its neighbours with it. A refused transaction left nothing.
        if (isRefusal(error) && group.length > 1) {
          const half = Math.ceil(group.length / 2);
          await writeGroup(group.slice(0, half));
          return writeGroup(group.slice(half));
        }
        const delay = isRefusal(error) ? undefined : retryDelaysMs[attempt];
        if (delay === undefined) {
          log().error({ ...loggableError(error), events: group.length }, "tracking events were given up");
          for (const { reject } of group) reject(error);
          return;
        }
        log().warn(
          { ...loggableError(error), events: group.length, delay },
          "tracking events are written again",
        );
        await sleep(isLockConflict(error) ? Math.random() * delay : delay);
      }
    }
  }

  /** Housekeeping once in a while; its failure is no group's. */
  async function tidy() {
    if (++groups % groupsBetweenTidying !== 0) return;
    try {
      await forgetOldGroups();
    } catch (error) {
      log().warn(loggableError(error), "old event groups were not forgotten");
    }
  }

  return {
    record(event) {
      if (waiting.length >= queueSize)
        return Promise.reject(new EventQueueFullError("too many events are waiting"));
      return new Promise((resolve, reject) => {
        waiting.push({ event, resolve, reject });
        flushing ??= flush();
      });
    },
    async drain() {
      while (flushing) await flushing;
    },
  };
}

/** Did the database look at the values and refuse them, rather than being away or busy? (SQLSTATE classes 22 and 23) */
function isRefusal(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("sqlState" in cause && typeof cause.sqlState === "string") return /^2[23]/.test(cause.sqlState);
  }
  return false;
}
