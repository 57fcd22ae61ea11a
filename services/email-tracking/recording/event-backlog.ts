import { setTimeout as sleep } from "node:timers/promises";
import { log } from "@/services/logging/log";
import { loggableError } from "../loggable-error";
import type { CommitGroups } from "./commit-lane";
import { answerGroup, type EventGroup } from "./event-group";
import type { EventJournal, JournalState } from "./journal/event-journal";
import { journalProblemOf } from "./journal/journal-problem";
import type { EncodedGroup } from "./journal/journal-records";

/** Waits between attempts to bring the backlog into the database. */
const [firstPauseMs, longestPauseMs] = [100, 2_000];
/** So long a busy time may last before what waits on disk is brought in beside it. */
const longBusyMs = 30_000;
/** How long a journal that took nothing is left alone. */
const journalPauseMs = 1_000;

export type BacklogState = {
  /** Why the journal does not take events at the moment; null while it does. */
  journalProblem: string | null;
  journal: JournalState;
};

/**
 * What could not be committed when it came: on disk in the journal, or, when that takes nothing, in memory. It is tried
 * again until it is in.
 * @param commit commits groups of the backlog
 * @param then.onCommit called after each commit: the database is there
 * @param then.rest waited for after each commit, which took so many milliseconds
 * @param then.isBusy whether the database had better be left to others for the moment
 */
export function createEventBacklog(
  commit: CommitGroups,
  journal: EventJournal,
  then: { onCommit: () => void; rest: (worked: number) => Promise<void>; isBusy: () => boolean },
) {
  /** Groups that could be neither committed nor put on disk. */
  const held: EventGroup[] = [];
  let heldEvents = 0;
  /** Why the journal did not take what it was last given. */
  let problem: string | null = null;
  let retryJournalAt = 0;
  let recovering: Promise<void> | null = null;
  const closing = new AbortController();
  /** Groups that are (being) put into the journal and that a lane is about to commit all the same. */
  const inHand = new Set<string>();

  const isInHand = (groupId: string) => inHand.has(groupId);
  const isEmpty = () => held.length === 0 && !journal.hasOther(isInHand);

  async function bringIn() {
    for (let pauseMs = firstPauseMs; !isEmpty() && !closing.signal.aborted; ) {
      try {
        for (let group = held[0]; group; group = held[0]) {
          await commitAll([group]);
          held.shift();
          heldEvents -= group.events;
        }
        await journal.replay(commitAll, isInHand);
        pauseMs = firstPauseMs;
      } catch (error) {
        log().debug(loggableError(error), "the backlog of tracking events cannot be committed yet");
        await sleep(pauseMs, undefined, { ref: false, signal: closing.signal }).catch(() => {});
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      }
    }
    // In the same step as the look at what there is: what comes later begins a new round.
    recovering = null;
  }

  async function commitAll(groups: readonly EncodedGroup[]) {
    closing.signal.throwIfAborted();
    const startedAt = performance.now();
    await commit(groups);
    then.onCommit();
    await then.rest(performance.now() - startedAt);
  }

  function noteProblem(error: unknown) {
    problem = journalProblemOf(error);
    retryJournalAt = performance.now() + journalPauseMs;
  }

  /** A journal that took nothing is tried again though no event comes: what is said of it must not be old. */
  async function probeJournal() {
    if (problem === null) return;
    await journal.probe().then(noteTaken, noteProblem);
  }

  function noteTaken() {
    problem = null;
  }

  return {
    /**
     * Puts groups into the journal and answers them. They are in the caller's hand until they are settled or let go:
     * until then the backlog does not commit them.
     * @returns whether they are there
     */
    async keep(groups: readonly EventGroup[]): Promise<boolean> {
      if (!this.takesMore()) return false;
      for (const { id } of groups) inHand.add(id);
      try {
        await journal.append(groups);
        noteTaken();
      } catch (error) {
        noteProblem(error);
        log().error(loggableError(error), "the event journal takes nothing: events wait in memory");
        this.letGo(groups);
        return false;
      }
      for (const group of groups) if (group.place !== "database") group.place = "disk";
      for (const group of groups) answerGroup(group);
      // Their commits came through meanwhile.
      await this.settle(groups.filter(({ place }) => place === "database"));
      return true;
    },
    /** Whether the journal took what it was last given, or it is time to ask it again. */
    takesMore: () => performance.now() >= retryJournalAt,
    /** The caller commits them no more: what is in the journal is the backlog's. */
    letGo(groups: readonly EventGroup[]) {
      for (const { id } of groups) inHand.delete(id);
    },
    /** Keeps a group in memory until the database takes it. Nobody waits for that: waiting would make nothing safer. */
    hold(group: EventGroup) {
      answerGroup(group, false);
      held.push(group);
      heldEvents += group.events;
    },
    /** Groups that are in the journal were committed by other means. */
    async settle(groups: readonly EventGroup[]) {
      if (groups.length === 0) return;
      await journal.settle(groups.map(({ id }) => id));
      this.letGo(groups);
    },
    /** Begins to bring in what waits, unless that is under way. */
    recover() {
      if (closing.signal.aborted || isEmpty()) return;
      recovering ??= bringIn();
    },
    /** Takes over what dead processes left behind, and brings in what has waited for too long. */
    async tend() {
      try {
        await journal.tend();
      } finally {
        await probeJournal();
        const isYoung = held.length === 0 && journal.oldest() > Date.now() - longBusyMs;
        if (!isEmpty() && !(isYoung && then.isBusy())) this.recover();
      }
    },
    heldEvents: () => heldEvents,
    state: (): BacklogState => ({ journalProblem: problem, journal: journal.state() }),
    /** @returns the groups that nobody took: they are lost. */
    async close(): Promise<EventGroup[]> {
      closing.abort();
      await recovering;
      // What the disk did not take when it came it may take now.
      if (held.length > 0) {
        await journal.append(held).then(
          () => held.splice(0),
          () => {},
        );
      }
      await journal.close();
      return held;
    },
  };
}
