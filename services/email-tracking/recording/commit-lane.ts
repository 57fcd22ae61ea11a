import { setTimeout as sleep } from "node:timers/promises";
import type { Connection } from "mysql2/promise";
import { openConnection } from "@/db/connect";
import { isLockConflict } from "@/services/database-errors";
import { log } from "@/services/logging/log";
import { loggableError } from "../loggable-error";
import { type GroupId, halfGroupId } from "./group-id";
import type { TrackingEvent } from "./tracking-event";
import { writeEventGroup } from "./write-event-group";

/** A transaction that has not ended by then hangs: its connection is given up. */
const hangsAfterMs = 4_000;
/** Deadlocks and lock waits are rolled back by the server and simply tried again. */
const lockAttempts = 5;
const longestLockPauseMs = 50;

/** Commits a group of events under its name, at most once however often it is called. */
export type CommitGroup = (groupId: GroupId, events: readonly TrackingEvent[]) => Promise<{ stored: number }>;

/**
 * One connection on which groups are committed one after the other. It is opened when it is needed, and opened anew
 * after any error that may have broken it.
 */
export function createCommitLane(databaseUrl: string) {
  let opening: Promise<Connection> | null = null;

  async function commit(groupId: GroupId, events: readonly TrackingEvent[]): Promise<{ stored: number }> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await onConnection((connection) => writeEventGroup(connection, groupId, events));
      } catch (error) {
        if (isRefusal(error)) return commitParted(groupId, events, error);
        if (!isLockConflict(error) || attempt === lockAttempts) throw error;
        await sleep(Math.random() * longestLockPauseMs);
      }
    }
  }

  /** One event that the database refuses must not take its neighbours with it. A refused transaction left nothing. */
  async function commitParted(groupId: GroupId, events: readonly TrackingEvent[], refusal: unknown) {
    if (events.length === 1) {
      log().error(loggableError(refusal), "the database refuses a tracking event: it is given up");
      return { stored: 0 };
    }
    const half = Math.ceil(events.length / 2);
    const first = await commit(halfGroupId(groupId, 0), events.slice(0, half));
    const second = await commit(halfGroupId(groupId, 1), events.slice(half));
    return { stored: first.stored + second.stored };
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
    commit,
    async close() {
      const connection = await opening?.catch(() => null);
      opening = null;
      await connection?.end().catch(() => connection.destroy());
    },
  };
}

/** Did the database look at the values and refuse them, rather than being away or busy? (SQLSTATE classes 01, 22 and 23) */
function isRefusal(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ("sqlState" in cause && typeof cause.sqlState === "string") return /^(01|22|23)/.test(cause.sqlState);
  }
  return false;
}
