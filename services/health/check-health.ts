import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import { eventWriter } from "@/services/email-tracking/recording/process-event-writer";
import { log } from "@/services/logging/log";
import { withinTime } from "@/services/within-time";
import { isShuttingDown } from "./shutdown";

const databaseTimeoutMs = 3000;

export type Health = {
  /** `stopping`: it still answers, but new requests should go to another process. */
  status: "ok" | "unavailable" | "stopping";
  database: string;
  /** What becomes of opens and clicks while the database is away. Not a reason to be unavailable: answers go out. */
  event_journal: {
    /** Empty, waiting for the database, or something for an admin to see to. */
    status: "empty" | "waiting" | "failing";
    problem: string | null;
    waiting_events: number;
    bytes: number;
    /** Since the process started. */
    lost_events: number;
    files_set_aside: number;
  };
};

/** Should this process get requests, and can it reach its database? Answers within 3 s, whatever the database does. */
export async function checkHealth(): Promise<Health> {
  try {
    await withinTime(databaseTimeoutMs, database().execute(sql`SELECT 1`));
    const status = isShuttingDown() ? "stopping" : "ok";
    return { status, database: "ok", event_journal: journalHealth() };
  } catch (error) {
    log().error({ err: error }, "health: the database is not reachable");
    return {
      status: "unavailable",
      database: "The database is not reachable.",
      event_journal: journalHealth(),
    };
  }
}

function journalHealth(): Health["event_journal"] {
  const { waiting, lost, journal, journalProblem } = eventWriter().state();
  const needsHelp = journalProblem !== null || lost > 0 || journal.setAside > 0;
  return {
    status: needsHelp ? "failing" : journal.events > 0 ? "waiting" : "empty",
    problem: journalProblem,
    waiting_events: journal.events + waiting,
    bytes: journal.bytes,
    lost_events: lost,
    files_set_aside: journal.setAside,
  };
}
