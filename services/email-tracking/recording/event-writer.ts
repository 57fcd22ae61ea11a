import { wakeLive } from "@/services/live/ticket-changes";
import { log } from "@/services/logging/log";
import { loggableError } from "../loggable-error";
import type { CommitGroup } from "./commit-lane";
import { type BacklogState, createEventBacklog } from "./event-backlog";
import { answerGroup, createGroup, type Entry, type EventGroup, eventsOf } from "./event-group";
import type { EventJournal } from "./journal/event-journal";
import type { TrackingEvent } from "./tracking-event";

/** Events that one transaction commits at most. */
const groupSize = 500;
/** Events that are worth a transaction of their own beside one that is under way. */
const worthwhile = 32;
/** Events in memory at most. Beyond, new ones are refused: memory must not grow without end. */
const queueSize = 50_000;
/** How exactly patience is kept. */
const tickMs = 5;
/** A commit that takes longer than this is taken for a database that is away. */
const awayAfterMs = 500;

export type EventWriterState = BacklogState & {
  /** Events in memory that are neither committed nor on disk. */
  waiting: number;
  /** Events that were refused since the process started: database, journal and memory took no more. */
  lost: number;
  isDatabaseAway: boolean;
};

export type EventWriter = {
  /**
   * Takes an event.
   * @param patienceMs how long its commit may take before it goes to the journal on disk instead
   * @returns whether it is kept for sure: true once it is committed or on disk; false as soon as it is clear that it can
   *   only wait in memory, or is refused
   */
  record(event: TrackingEvent, patienceMs: number): Promise<boolean>;
  /** Resolves when all that was recorded is committed, or on disk, or cannot be kept at all. */
  drain(): Promise<void>;
  /** Takes over what dead processes left behind, and brings it in. Called every few seconds. */
  tend(): Promise<void>;
  /** Drains and lets go of the journal. */
  close(): Promise<void>;
  state(): EventWriterState;
};

/**
 * Commits events in groups: while one group is being written the next gathers, so that a busy server pays for one
 * transaction where it would have paid for hundreds. A group that cannot be committed in time goes to the journal, from
 * where it is committed later under the same name.
 * @param lanes each commits one group at a time; the second begins when enough has gathered, so that the process
 *   prepares a group while the database works on the one before
 * @param replay commits what comes from the journal, beside them
 */
export function createEventWriter(
  lanes: readonly CommitGroup[],
  replay: CommitGroup,
  journal: EventJournal,
): EventWriter {
  const waiting: Entry[] = [];
  const underWay = new Map<CommitGroup, { group: EventGroup; done: Promise<void> }>();
  const backlog = createEventBacklog(replay, journal, noteBack);
  let dispatching: Promise<void> | null = null;
  let spilling: Promise<void> | null = null;
  let timer: NodeJS.Timeout | null = null;
  let isAway = false;
  let lost = 0;

  /** Whichever way is open: to the database, or to the disk. */
  function proceed() {
    if (waiting.length === 0) return;
    if (timer === null) timer = setTimeout(tick, tickMs);
    if (isAway) spilling ??= spill();
    else dispatching ??= dispatch();
  }

  async function dispatch() {
    // The rest of this turn's requests join the first group.
    await new Promise((resolve) => setImmediate(resolve));
    dispatching = null;
    for (const lane of lanes) {
      if (isAway || waiting.length === 0) break;
      if (underWay.has(lane)) continue;
      if (underWay.size > 0 && waiting.length < worthwhile) break;
      const group = takeGroup();
      const done = commit(lane, group).finally(() => {
        underWay.delete(lane);
        proceed();
      });
      underWay.set(lane, { group, done });
    }
  }

  async function commit(lane: CommitGroup, group: EventGroup) {
    try {
      const { stored } = await lane(group.id, eventsOf(group));
      const wasOnDisk = group.place === "disk";
      group.place = "database";
      answerGroup(group);
      noteBack();
      if (stored > 0) wakeLive();
      if (wasOnDisk) await backlog.settle(group);
    } catch (error) {
      noteAway(loggableError(error));
      if (group.place === "memory" && !(await backlog.keep([group]))) hold(group);
      backlog.recover();
    }
  }

  const takeGroup = () => createGroup(waiting.splice(0, groupSize));
  const inMemory = () =>
    [...underWay.values()].map(({ group }) => group).filter(({ place }) => place === "memory");

  function noteAway(reason: Record<string, unknown>) {
    if (isAway) return;
    isAway = true;
    log().warn(reason, "tracking events cannot be committed: they go to the journal");
  }

  function noteBack() {
    if (!isAway) return;
    isAway = false;
    log().info("tracking events are committed again");
    proceed();
  }

  /** Keeps watch over everybody's patience while anything is under way. */
  function tick() {
    const now = performance.now();
    const groups = inMemory();
    timer = underWay.size > 0 || waiting.length > 0 ? setTimeout(tick, tickMs) : null;
    const isHanging = [...underWay.values()].some(({ group }) => now - group.startedAt > awayAfterMs);
    if (isHanging) noteAway({ reason: "a commit takes too long" });
    const isDue = ({ spillAt }: { spillAt: number }) => spillAt <= now;
    if (groups.some(isDue) || waiting.some((entry) => isAway || isDue(entry))) spilling ??= spill();
  }

  /** Everything in memory goes to disk. */
  async function spill() {
    const taken: EventGroup[] = [];
    while (waiting.length > 0) taken.push(takeGroup());
    const groups = [...inMemory(), ...taken];
    // A group whose commit is under way is not held: the commit will tell what becomes of it.
    if (groups.length > 0 && !(await backlog.keep(groups))) taken.forEach(hold);
    spilling = null;
    backlog.recover();
    proceed();
  }

  function hold(group: EventGroup) {
    if (backlog.heldEvents() + group.entries.length > queueSize) refuse(group);
    else backlog.hold(group);
  }

  function refuse(group: EventGroup) {
    lost += group.entries.length;
    answerGroup(group, false);
    log().error({ events: group.entries.length }, "tracking events were lost: nothing took them");
  }

  async function drain() {
    for (;;) {
      const work = [...[...underWay.values()].map(({ done }) => done), spilling, dispatching].filter(Boolean);
      if (work.length === 0 && waiting.length === 0) return;
      await Promise.race(work);
    }
  }

  return {
    record(event, patienceMs) {
      if (waiting.length + backlog.heldEvents() >= queueSize) {
        lost++;
        return Promise.resolve(false);
      }
      return new Promise((resolve) => {
        waiting.push({ event, spillAt: performance.now() + patienceMs, answer: resolve });
        proceed();
      });
    },
    drain,
    tend: () => backlog.tend(),
    async close() {
      await drain();
      for (const group of await backlog.close()) refuse(group);
    },
    state: () => ({
      ...backlog.state(),
      waiting:
        waiting.length +
        backlog.heldEvents() +
        inMemory().reduce((sum, { entries }) => sum + entries.length, 0),
      lost,
      isDatabaseAway: isAway,
    }),
  };
}
