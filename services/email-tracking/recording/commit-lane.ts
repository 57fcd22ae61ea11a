import { setTimeout as sleep } from "node:timers/promises";
import type { Connection } from "mysql2/promise";
import { openConnection } from "@/db/connect";
import { isLockConflict } from "@/services/database-errors";
import { log } from "@/services/logging/log";
import { loggableError } from "../loggable-error";
import { halfGroupId } from "./group-id";
import { decodeGroup, type EncodedGroup, type JournalledGroup } from "./journal/journal-records";
import { type Committed, writeEventGroups } from "./write-event-groups";

/** A transaction that has not ended by then hangs: its connection is given up. */
const hangsAfterMs = 4_000;
/** Deadlocks and lock waits are rolled back by the server and simply tried again. */
const lockAttempts = 5;
const longestLockPauseMs = 50;

/** Commits groups of events under their names, each at most once however often it is called. */
export type CommitGroups = (groups: readonly EncodedGroup[]) => Promise<CommitReport>;

/** What was committed, in one transaction or, where one was refused, in several; and how often it had to be tried again. */
export type CommitReport = { committed: Committed[]; conflicts: number };

/** What the event writer commits by: lanes for what comes, and one for what comes from the journal. */
export type CommitLanes = {
  live: readonly CommitGroups[];
  replay: CommitGroups;
  close(): Promise<void>;
};

/** The database works on one group while the next ones are read and written down. */
export const liveLanes = 3;

/** Lanes that work in this thread. */
export function createCommitLanes(databaseUrl: string): CommitLanes {
  const live = Array.from({ length: liveLanes }, () => createCommitLane(databaseUrl));
  const replay = createCommitLane(databaseUrl);
  return {
    live: live.map(({ commit }) => commit),
    replay: replay.commit,
    async close() {
      await Promise.all([...live, replay].map((lane) => lane.close()));
    },
  };
}

/**
 * One connection on which groups are committed one after the other. It is opened when it is needed, and opened anew
 * after any error that may have broken it.
 */
export function createCommitLane(databaseUrl: string) {
  let opening: Promise<Connection> | null = null;

  async function commit(groups: readonly JournalledGroup[], report: CommitReport): Promise<CommitReport> {
    for (let attempt = 1; ; attempt++) {
      try {
        const committed = await onConnection((connection) => writeEventGroups(connection, groups));
        if (committed) report.committed.push(committed);
        return report;
      } catch (error) {
        if (isRefusal(error)) return commitParted(groups, error, report);
        if (!isLockConflict(error) || attempt === lockAttempts) throw error;
        report.conflicts++;
        await sleep(Math.random() * longestLockPauseMs);
      }
    }
  }

  /**
   * One event that the database refuses must not take its neighbours with it, nor one group that is committed already
   * the others. A refused transaction left nothing.
   */
  async function commitParted(groups: readonly JournalledGroup[], refusal: unknown, report: CommitReport) {
    const parts = parted(groups);
    for (const part of parts) await commit([part], report);
    if (parts.length === 0)
      log().error(loggableError(refusal), "the database refuses a tracking event: it is given up");
    return report;
  }

  async function onConnection<Result>(work: (connection: Connection) => Promise<Result>): Promise<Result> {
    opening ??= openConnection(databaseUrl);
    const opened = opening;
    let timer: NodeJS.Timeout | undefined;
    try {
      const connection = await opened;
      const hung = new Promise<never>((_, reject) => {
        timer = setTimeout(() => {
          connection.destroy();
          reject(new Error(`the database did not answer within ${hangsAfterMs / 1000} s`));
        }, hangsAfterMs);
      });
      const result = work(connection);
      result.catch(() => {}); // Of a destroyed connection, whenever it may come.
      return await Promise.race([result, hung]);
    } catch (error) {
      if (!isRefusal(error) && !isLockConflict(error)) giveUp(opened);
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  function giveUp(opened: Promise<Connection>) {
    if (opening === opened) opening = null;
    opened.then(
      (connection) => connection.destroy(),
      () => {},
    );
  }

  return {
    commit: (groups: readonly EncodedGroup[]) => commit(groups.map(decoded), { committed: [], conflicts: 0 }),
    async close() {
      const connection = await opening?.catch(() => null);
      opening = null;
      await connection?.end().catch(() => connection.destroy());
    },
  };
}

function decoded({ id, record }: EncodedGroup): JournalledGroup {
  const group = decodeGroup(record);
  if (!group) throw new Error(`the group of events ${id} is damaged`);
  return group;
}

/** Several groups one by one, or the halves of one; nothing when it cannot be parted any more. */
function parted(groups: readonly JournalledGroup[]): readonly JournalledGroup[] {
  const [group] = groups;
  if (groups.length !== 1 || !group) return groups;
  const { id, events } = group;
  if (events.length < 2) return [];
  const middle = Math.ceil(events.length / 2);
  return [
    { id: halfGroupId(id, 0), events: events.slice(0, middle) },
    { id: halfGroupId(id, 1), events: events.slice(middle) },
  ];
}

/** Did the database look at the values and refuse them, rather than being away or busy? (SQLSTATE classes 01, 22 and 23) */
function isRefusal(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("sqlState" in cause && typeof cause.sqlState === "string") return /^(01|22|23)/.test(cause.sqlState);
  }
  return false;
}
