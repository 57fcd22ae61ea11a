import { type SQL, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { log } from "@/services/logging/log";
import { withinTime } from "@/services/within-time";
import { type Backlog, countedAtMost, readBacklog } from "@/services/workers/read-backlog";

/** What waits in the database, for all processes together. Counts stop at {@link countedAtMost}. */
export type Backlogs = {
  /** Copies on their way. */
  deliveries: { status: string; transport: string; copies: number }[];
  /** Copies that did not arrive, or may not have, and that nobody has seen to. */
  mailProblems: { status: string; copies: number }[];
  /** Copies that are due, events for Plausible, mail that came in. */
  outbox: Backlog;
  plausible: Backlog;
  inbound: Backlog;
  /** Mail that nobody could make sense of, and that nobody has seen to. */
  inboundProblems: number;
  workers: { name: string; sinceLastRun: number }[];
};

const freshMs = 5_000;
const timeoutMs = 2_000;

let last: { at: number; backlogs: Promise<Backlogs> } | null = null;

/**
 * What waits, at most 5 s old, however often it is asked for.
 * @returns null when the database does not say within 2 s: what the process itself has counted can be told all the same.
 */
export async function readBacklogs(): Promise<Backlogs | null> {
  if (!last || performance.now() - last.at > freshMs) last = { at: performance.now(), backlogs: ask() };
  try {
    return await withinTime(timeoutMs, last.backlogs);
  } catch (error) {
    log().debug({ err: error }, "metrics: the database does not say what waits");
    return null;
  }
}

/** One question after the other: a scrape must not take the connections from those who work. */
async function ask(): Promise<Backlogs> {
  const deliveries = await rows(sql`
    SELECT status, COALESCE(transport, 'none') AS transport, COUNT(*) AS copies
    FROM (SELECT status, transport FROM email_deliveries
          WHERE status IN ('queued', 'sending') LIMIT ${countedAtMost}) waiting
    GROUP BY status, COALESCE(transport, 'none')`);
  const mailProblems = await rows(sql`
    SELECT status, COUNT(*) AS copies
    FROM (SELECT status FROM email_deliveries
          WHERE problem_handled_at IS NULL AND status IN ('failed', 'bounced', 'complained', 'uncertain')
          LIMIT ${countedAtMost}) problems
    GROUP BY status`);
  const [inboundProblems] = await rows(sql`
    SELECT COUNT(*) AS mails
    FROM (SELECT 1 FROM inbound_emails WHERE status = 'failed' AND handled_at IS NULL
          LIMIT ${countedAtMost}) problems`);
  const workers = await rows(sql`
    SELECT name, TIMESTAMPDIFF(MICROSECOND, last_run_at, UTC_TIMESTAMP(6)) / 1000000 AS age
    FROM worker_leases WHERE last_run_at IS NOT NULL`);
  return {
    deliveries: deliveries.map(({ status, transport, copies }) => ({
      ...{ status: String(status), transport: String(transport), copies: Number(copies) },
    })),
    mailProblems: mailProblems.map(({ status, copies }) => ({
      ...{ status: String(status), copies: Number(copies) },
    })),
    outbox: await readBacklog("outbox"),
    plausible: await readBacklog("plausible"),
    inbound: await readBacklog("inbound"),
    inboundProblems: Number(inboundProblems?.mails ?? 0),
    workers: workers.map(({ name, age }) => ({ name: String(name), sinceLastRun: Number(age) })),
  };
}

async function rows(query: SQL): Promise<Record<string, unknown>[]> {
  const [found] = await database().execute(query);
  return found as unknown as Record<string, unknown>[];
}
