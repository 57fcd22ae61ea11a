import { setTimeout as sleep } from "node:timers/promises";
import { wakeLive } from "@/services/live/ticket-changes";
import { log } from "@/services/logging/log";
import { loggableError } from "../loggable-error";
import type { CommitGroup } from "./commit-lane";
import { createGroupId, type GroupId } from "./group-id";
import type { EventJournal, JournalState } from "./journal/event-journal";
import { journalProblemOf } from "./journal/journal-problem";
import type { TrackingEvent } from "./tracking-event";

/** Events that one transaction commits at most. */
const groupSize = 500;
/** Events in memory at most. Beyond, new ones are refused: memory must not grow without end. */
const queueSize = 50_000;
/** How exactly patience is kept. */
const tickMs = 5;
/** A commit that takes longer than this is taken for a database that is away. */
const awayAfterMs = 500;
/** Waits between attempts to bring a backlog into the database. */
const [firstPauseMs, longestPauseMs] = [100, 2_000];
/** How long a journal that took nothing is left alone. */
const journalPauseMs = 1_000;

type Entry = { event: TrackingEvent; spillAt: number; answer: (isKept: boolean) => void };
type Group = {
  id: GroupId;
  entries: Entry[];
  spillAt: number;
  startedAt: number;
  place: "memory" | "disk" | "database";
};

export type EventWriterState = {
  /** Events in memory that are neither committed nor on disk. */
  waiting: number;
  /** Events that were refused since the process started: the memory was full, and so was the journal. */
  lost: number;
  isDatabaseAway: boolean;
  /** Why the journal does not take events at the moment; null while it does. */
  journalProblem: string | null;
  journal: JournalState;
};

export type EventWriter = {
  /**
   * Takes an event.
   * @param patienceMs how long its commit may take before it goes to the journal on disk instead
   * @returns whether it is kept: true once it is committed or on disk, false when it was refused
   */
  record(event: TrackingEvent, patienceMs: number): Promise<boolean>;
  /** Resolves when nothing is in memory any more: all is committed, or on disk, or cannot be kept at all. */
  drain(): Promise<void>;
  /** Takes over what dead processes left behind, and replays it. Called every few seconds. */
  tend(): Promise<void>;
  /** Drains and lets go of the journal. */
  close(): Promise<void>;
  state(): EventWriterState;
};

/**
 * Commits events in groups: while one group is being written the next gathers, so that a busy server pays for one
 * transaction where it would have paid for hundreds. A group that cannot be committed in time goes to the journal, from
 * where it is committed later under the same name.
 * @param live commits what has just come
 * @param replay the same for what comes from the journal, beside it
 */
export function createEventWriter(
  live: CommitGroup,
  replay: CommitGroup,
  journal: EventJournal,
): EventWriter {
  const waiting: Entry[] = [];
  /** Groups that could be neither committed nor put on disk. */
  const held: Group[] = [];
  let inFlight: Group | null = null;
  let pumping: Promise<void> | null = null;
  let spilling: Promise<void> | null = null;
  let recovering: Promise<void> | null = null;
  let _timer: NodeJS.Timeout | null = null;
  let isAway = false;
  let lost = 0;
  let heldEvents = 0;
  let journalProblem: string | null = null;
  let journalRetryAt = 0;
  const closing = new AbortController();

  const takeGroup = (): Group => {
    const entries = waiting.splice(0, groupSize);
    const spillAt = entries.reduce(
      (least, entry) => Math.min(least, entry.spillAt),
      Number.POSITIVE_INFINITY,
    );
    return { id: createGroupId(), entries, spillAt, startedAt: performance.now(), place: "memory" };
  };

  /** Whichever way is open: to the database, or to the disk. */
  function proceed() {
    if (waiting.length === 0) return;
    if (isAway) spilling ??= spill();
    else pumping ??= pump();
    _timer ??= setTimeout(tick, tickMs);
  }

  async function pump() {
    // The rest of this turn's requests join the first group.
    await new Promise((resolve) => setImmediate(resolve));
    while (waiting.length > 0 && !isAway) {
      inFlight = takeGroup();
      await commitLive(inFlight);
      inFlight = null;
    }
    // In the same step as the look at the queue: an event that comes later starts a new round.
    pumping = null;
    proceed();
  }

  async function commitLive(group: Group) {
    try {
      const { stored } = await live(group.id, eventsOf(group));
      const wasOnDisk = group.place === "disk";
      group.place = "database";
      answer(group);
      noteBack();
      if (stored > 0) wakeLive();
      if (wasOnDisk) await journal.settle(group.id);
    } catch (error) {
      noteAway(loggableError(error));
      if (group.place === "memory" && !(await keep([group]))) hold(group);
      recover();
    }
  }

  function noteAway(reason: Record<string, unknown>) {
    if (isAway) return;
    isAway = true;
    log().warn(reason, "tracking events cannot be committed: they go to the journal");
  }

  function tick() {
    _timer = null;
    const now = performance.now();
    if (inFlight?.place === "memory" || waiting.length > 0) _timer = setTimeout(tick, tickMs);
    if (inFlight && now - inFlight.startedAt > awayAfterMs) noteAway({ reason: "a commit takes too long" });
    const isDue = (spillAt: number) => spillAt <= now;
    const inFlightIsDue = inFlight?.place === "memory" && isDue(inFlight.spillAt);
    if (inFlightIsDue || (waiting.length > 0 && (isAway || waiting.some((entry) => isDue(entry.spillAt))))) {
      spilling ??= spill();
    }
  }

  /** Everything in memory goes to disk. */
  async function spill() {
    const current = inFlight?.place === "memory" ? [inFlight] : [];
    const groups: Group[] = [];
    while (waiting.length > 0) groups.push(takeGroup());
    // A group whose commit is under way is not held: the commit will tell what becomes of it.
    if (current.length + groups.length > 0 && !(await keep([...current, ...groups]))) groups.forEach(hold);
    spilling = null;
    recover();
    proceed();
  }

  /** Puts groups into the journal. @returns whether they are there. */
  async function keep(groups: Group[]): Promise<boolean> {
    if (performance.now() < journalRetryAt) return false;
    try {
      await journal.append(groups.map((group) => ({ id: group.id, events: eventsOf(group) })));
      journalProblem = null;
      for (const group of groups) {
        // Its commit came through meanwhile.
        if (group.place === "database") await journal.settle(group.id);
        else group.place = "disk";
        answer(group);
      }
      return true;
    } catch (error) {
      journalProblem = journalProblemOf(error);
      journalRetryAt = performance.now() + journalPauseMs;
      log().error(loggableError(error), "the event journal takes nothing: events wait in memory");
      return false;
    }
  }

  function hold(group: Group) {
    if (group.place !== "memory") return;
    if (heldEvents + group.entries.length > queueSize) return refuse(group);
    held.push(group);
    heldEvents += group.entries.length;
  }

  function refuse(group: Group) {
    lost += group.entries.length;
    for (const entry of group.entries) entry.answer(false);
    log().error(
      { events: group.entries.length },
      "tracking events were lost: database, journal and memory take no more",
    );
  }

  function recover() {
    if (closing.signal.aborted) return;
    recovering ??= recoverUntilDone().finally(() => {
      recovering = null;
    });
  }

  /** Tries again and again until nothing waits outside the database. */
  async function recoverUntilDone() {
    for (let pauseMs = firstPauseMs; hasBacklog() && !closing.signal.aborted; ) {
      try {
        await commitHeld();
        await journal.replay(async ({ id, events }) => {
          closing.signal.throwIfAborted();
          const { stored } = await replay(id, events);
          noteBack();
          if (stored > 0) wakeLive();
        });
        pauseMs = firstPauseMs;
      } catch (error) {
        log().debug(loggableError(error), "what is in the journal cannot be committed yet");
        await sleep(pauseMs, undefined, { ref: false, signal: closing.signal }).catch(() => {});
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      }
    }
  }

  const hasBacklog = () => held.length > 0 || journal.state().groups > 0;

  async function commitHeld() {
    for (let group = held[0]; group; group = held[0]) {
      await replay(group.id, eventsOf(group));
      held.shift();
      heldEvents -= group.entries.length;
      answer(group);
      noteBack();
    }
  }

  function noteBack() {
    if (!isAway) return;
    isAway = false;
    log().info("tracking events are committed again");
    proceed();
  }

  async function drain() {
    for (let work = pumping ?? spilling; work; work = pumping ?? spilling) await work;
  }

  return {
    record(event, patienceMs) {
      if (waiting.length + heldEvents >= queueSize) {
        lost++;
        return Promise.resolve(false);
      }
      return new Promise((resolve) => {
        waiting.push({ event, spillAt: performance.now() + patienceMs, answer: resolve });
        proceed();
      });
    },
    drain,
    async tend() {
      await journal.tend();
      if (hasBacklog()) recover();
    },
    async close() {
      await drain();
      closing.abort();
      await recovering;
      held.forEach(refuse);
      await journal.close();
    },
    state: () => ({
      waiting: waiting.length + heldEvents + (inFlight?.place === "memory" ? inFlight.entries.length : 0),
      lost,
      isDatabaseAway: isAway,
      journalProblem,
      journal: journal.state(),
    }),
  };
}

function eventsOf(group: Group): TrackingEvent[] {
  return group.entries.map(({ event }) => event);
}

function answer(group: Group) {
  for (const entry of group.entries) entry.answer(true);
}
