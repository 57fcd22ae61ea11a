import { join } from "node:path";
import { env } from "@/env";
import { log } from "@/services/logging/log";
import { loggableError } from "../loggable-error";
import { type CommitLanes, createCommitLanes } from "./commit-lane";
import { forgetOldGroups } from "./event-groups";
import { createEventWriter, type EventWriter } from "./event-writer";
import { followCommits } from "./follow-commits";
import { createEventJournal } from "./journal/event-journal";

const tendMs = 5_000;
const forgetMs = 60 * 60 * 1000;
const bytesPerMb = 1024 * 1024;

const shared = globalThis as { __myportalEventWriter?: EventWriter };

/**
 * The process's event writer. The first call makes it, and it begins to bring in what dead processes left behind.
 * @param createLanes how it commits; the server says so at its start, and whoever is without a server commits in its own
 *   thread
 */
export function eventWriter(createLanes = () => createCommitLanes(env().DATABASE_URL)): EventWriter {
  shared.__myportalEventWriter ??= createProcessWriter(createLanes());
  return shared.__myportalEventWriter;
}

function createProcessWriter(lanes: CommitLanes): EventWriter {
  const { DATA_DIR, EVENT_JOURNAL_MAX_MB } = env();
  const { live, replay, close } = followCommits(lanes);
  const journal = createEventJournal(join(DATA_DIR, "event-journal"), EVENT_JOURNAL_MAX_MB * bytesPerMb);
  const writer = createEventWriter(live, replay, journal);
  const tend = repeatedly(tendMs, () => writer.tend(), "the event journals could not be looked after");
  const forget = repeatedly(forgetMs, forgetOldGroups, "old event groups were not forgotten");
  return {
    ...writer,
    async close() {
      tend.stop();
      forget.stop();
      await writer.close();
      await close();
    },
  };
}

/** Does the work now and again and again. A failure is logged and no reason to stop. */
function repeatedly(everyMs: number, work: () => Promise<unknown>, whenItFails: string) {
  const run = () => {
    work().catch((error) => log().warn(loggableError(error), whenItFails));
  };
  run();
  const timer = setInterval(run, everyMs).unref();
  return { stop: () => clearInterval(timer) };
}
