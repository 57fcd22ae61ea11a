import { type SQL, sql } from "drizzle-orm";
import { database } from "@/db/client";

/** What waits of one kind of work, for all processes together. */
export type Backlog = {
  /** How many wait, {@link countedAtMost} at most. */
  waiting: number;
  /** For how long the oldest of them has waited, by the database's clock; 0 when none waits. */
  oldestSeconds: number;
};

/** Nobody needs to know how many more than that wait, and counting them would cost more the worse things are. */
export const countedAtMost = 100_000;
/** Among so many of the next ones the oldest is looked for: what was tried before may stand behind younger ones. */
const lookedAt = 100;

/** Each by its queue's index. */
const queues = {
  /** Copies that are due, since they have been. */
  outbox: {
    waiting: sql`email_deliveries WHERE status = 'queued' AND next_attempt_at <= UTC_TIMESTAMP(6)`,
    since: sql`next_attempt_at`,
    order: sql`next_attempt_at, id`,
  },
  /** Mail that came in and was not read yet, since it came. */
  inbound: {
    waiting: sql`inbound_emails WHERE status = 'received'`,
    since: sql`received_at`,
    order: sql`next_attempt_at, id`,
  },
  /** Events for Plausible, since they happened. */
  plausible: {
    waiting: sql`email_tracking_events WHERE plausible_status = 'pending'`,
    since: sql`occurred_at`,
    order: sql`plausible_next_at, id`,
  },
};

/** Counts what waits and says for how long. */
export async function readBacklog(queue: keyof typeof queues): Promise<Backlog> {
  const { waiting, since, order } = queues[queue];
  const counted = await oneNumber(
    sql`SELECT COUNT(*) AS found FROM (SELECT 1 FROM ${waiting} LIMIT ${countedAtMost}) waiting`,
  );
  if (counted === 0) return { waiting: 0, oldestSeconds: 0 };
  const oldestSeconds = await oneNumber(sql`
    SELECT TIMESTAMPDIFF(MICROSECOND, MIN(since), UTC_TIMESTAMP(6)) / 1000000 AS found
    FROM (SELECT ${since} AS since FROM ${waiting} ORDER BY ${order} LIMIT ${lookedAt}) next_ones`);
  return { waiting: counted, oldestSeconds: Math.max(oldestSeconds, 0) };
}

async function oneNumber(query: SQL): Promise<number> {
  const [rows] = await database().execute(query);
  const [row] = rows as unknown as { found: unknown }[];
  return Number(row?.found ?? 0);
}
