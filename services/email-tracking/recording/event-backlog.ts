import { setTimeout as sleep } from "node:timers/promises";
import { wakeLive } from "@/services/live/ticket-changes";
import { log } from "@/services/logging/log";
import { loggableError } from "../loggable-error";
import type { CommitGroup } from "./commit-lane";
import { answerGroup, type EventGroup, eventsOf } from "./event-group";
import type { EventJournal, JournalState } from "./journal/event-journal";
import { journalProblemOf } from "./journal/journal-problem";

/** Waits between attempts to bring the backlog into the database. */
const [firstPauseMs, longestPauseMs] = [100, 2_000];
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
 * @param commit commits a group of the backlog
 * @param onCommit called after each: the database is there
 */
export function createEventBacklog(commit: CommitGroup, journal: EventJournal, onCommit: () => void) {
  /** Groups that could be neither committed nor put on disk. */
  const held: EventGroup[] = [];
  let heldEvents = 0;
  let problem: string | null = null;
  let retryJournalAt = 0;
  let recovering: Promise<void> | null = null;
  const closing = new AbortController();

  const isEmpty = () => held.length === 0 && journal.state().groups === 0;

  async function bringIn() {
    for (let pauseMs = firstPauseMs; !isEmpty() && !closing.signal.aborted; ) {
      try {
        for (let group = held[0]; group; group = held[0]) {
          await commitOne(group.id, eventsOf(group));
          held.shift();
          heldEvents -= group.entries.length;
        }
        await journal.replay(({ id, events }) => commitOne(id, events));
        pauseMs = firstPauseMs;
      } catch (error) {
        log().debug(loggableError(error), "the backlog of tracking events cannot be committed yet");
        await sleep(pauseMs, undefined, { ref: false, signal: closing.signal }).catch(() => {});
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      }
    }
  }

  async function commitOne(...group: Parameters<CommitGroup>) {
    closing.signal.throwIfAborted();
    const { stored } = await commit(...group);
    if (stored > 0) wakeLive();
    onCommit();
  }

  return {
    /** Puts groups into the journal and answers them. @returns whether they are there. */
    async keep(groups: readonly EventGroup[]): Promise<boolean> {
      if (performance.now() < retryJournalAt) return false;
      try {
        await journal.append(groups.map((group) => ({ id: group.id, events: eventsOf(group) })));
      } catch (error) {
        problem = journalProblemOf(error);
        retryJournalAt = performance.now() + journalPauseMs;
        log().error(loggableError(error), "the event journal takes nothing: events wait in memory");
        return false;
      }
      problem = null;
      for (const group of groups) {
        // Its commit came through meanwhile.
        if (group.place === "database") await journal.settle(group.id);
        else group.place = "disk";
        answerGroup(group);
      }
      return true;
    },
    /** Keeps a group in memory until the database takes it. Nobody waits for that: waiting would make nothing safer. */
    hold(group: EventGroup) {
      answerGroup(group, false);
      held.push(group);
      heldEvents += group.entries.length;
    },
    /** A group that is in the journal was committed by other means. */
    settle: (group: EventGroup) => journal.settle(group.id),
    /** Begins to bring in what waits, unless that is under way. */
    recover() {
      if (closing.signal.aborted) return;
      recovering ??= bringIn().finally(() => {
        recovering = null;
      });
    },
    /** Takes over what dead processes left behind. */
    async tend() {
      await journal.tend();
      if (!isEmpty()) this.recover();
    },
    heldEvents: () => heldEvents,
    state: (): BacklogState => ({ journalProblem: problem, journal: journal.state() }),
    /** @returns the groups that nobody took: they are lost. */
    async close(): Promise<EventGroup[]> {
      closing.abort();
      await recovering;
      await journal.close();
      return held;
    },
  };
}
