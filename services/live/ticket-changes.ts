import { and, gt, lt, sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { DatabaseOrTransaction } from "@/db/connect";
import { ticketChanges } from "@/db/schema/tickets";
import { log } from "@/services/logging/log";

/**
 * "Something about ticket N changed", for the pages that show it. Every process reads the table from a cursor, so a
 * change made by one process reaches the browsers connected to another.
 */

const pollMs = 700;
// Ids are given at insert and seen at commit: a slower transaction's lower id can appear after a higher one. Rows
// this young are read again, and the ones already told are remembered.
const overlapSeconds = 10;
const keepHours = 1;

type Listener = (ticketId: number) => void;
type LiveState = {
  listeners: Set<Listener>;
  told: Map<number, number>;
  timer: NodeJS.Timeout | null;
  running: boolean;
  again: boolean;
  polls: number;
};

const shared = globalThis as { __myportalLive?: LiveState };
function state(): LiveState {
  shared.__myportalLive ??= {
    listeners: new Set(),
    told: new Map(),
    timer: null,
    running: false,
    again: false,
    polls: 0,
  };
  return shared.__myportalLive;
}

/** Notes, in the caller's transaction, that these tickets changed. Call {@link wakeLive} after the commit. */
export async function noteTicketChange(tx: DatabaseOrTransaction, ticketIds: Iterable<number>) {
  for (const statement of ticketChangeStatement(ticketIds)) await tx.execute(sql.raw(statement));
}

/** {@link noteTicketChange} as SQL, for who sends a transaction in one piece; none when there are no tickets. */
export function ticketChangeStatement(ticketIds: Iterable<number>): string[] {
  const unique = [...new Set(ticketIds)].sort((a, b) => a - b);
  if (unique.length === 0) return [];
  if (!unique.every(Number.isSafeInteger)) throw new Error("a ticket's id must be a whole number");
  return [`INSERT INTO ticket_changes (ticket_ids) VALUES ('${JSON.stringify(unique)}')`];
}

/** Calls the listener for each change from now on. @returns a function that ends it. */
export function subscribeToChanges(listener: Listener): () => void {
  const live = state();
  const first = live.listeners.size === 0;
  live.listeners.add(listener);
  if (first) start(live);
  return () => {
    live.listeners.delete(listener);
    if (live.listeners.size === 0 && live.timer) {
      clearInterval(live.timer);
      live.timer = null;
      live.told.clear();
    }
  };
}

/** Looks for changes now instead of at the next poll; nothing happens when nobody listens. */
export function wakeLive() {
  if (state().listeners.size > 0) void poll(state());
}

function start(live: LiveState) {
  // What was there before the first listener came is not news: its page was rendered from it.
  void poll(live, { silent: true });
  live.timer = setInterval(() => void poll(live), pollMs);
  live.timer.unref();
}

async function poll(live: LiveState, { silent = false } = {}) {
  if (live.running) {
    live.again = true;
    return;
  }
  live.running = true;
  try {
    const rows = await database()
      .select({ id: ticketChanges.id, ticketIds: ticketChanges.ticketIds })
      .from(ticketChanges)
      .where(and(gt(ticketChanges.createdAt, sql`UTC_TIMESTAMP(6) - INTERVAL ${overlapSeconds} SECOND`)));
    const changed = new Set<number>();
    const now = Date.now();
    for (const row of rows) {
      if (live.told.has(row.id)) continue;
      live.told.set(row.id, now);
      for (const ticketId of JSON.parse(row.ticketIds) as number[]) changed.add(ticketId);
    }
    for (const [id, at] of live.told) if (now - at > overlapSeconds * 3000) live.told.delete(id);
    if (!silent) for (const ticketId of changed) for (const listener of live.listeners) listener(ticketId);
    if (++live.polls % 500 === 0) await purge();
  } catch (error) {
    // The database is away: pages keep what they show, and the next poll tries again.
    log().warn({ err: error }, "could not read ticket changes");
  } finally {
    live.running = false;
    if (live.again) {
      live.again = false;
      void poll(live);
    }
  }
}

async function purge() {
  await database()
    .delete(ticketChanges)
    .where(lt(ticketChanges.createdAt, sql`UTC_TIMESTAMP(6) - INTERVAL ${keepHours} HOUR`));
}
