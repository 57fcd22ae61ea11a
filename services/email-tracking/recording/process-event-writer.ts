import { join } from "node:path";
import { env } from "@/env";
import { log } from "@/services/logging/log";
import { loggableError } from "../loggable-error";
import { createCommitLane } from "./commit-lane";
import { forgetOldGroups } from "./event-groups";
import { createEventWriter, type EventWriter } from "./event-writer";
import { createEventJournal } from "./journal/event-journal";

/** The database works on one group while the next ones are read and written down. */
const liveLanes = 3;
const tendMs = 5_000;
const forgetMs = 60 * 60 * 1000;
const bytesPerMb = 1024 * 1024;

const shared = globalThis as { __myportalEventWriter?: EventWriter };

/** The process's event writer. The first call makes it, and it begins to bring in what dead processes left behind. */
export function eventWriter(): EventWriter {
  shared.__myportalEventWriter ??= createProcessWriter();
  return shared.__myportalEventWriter;
}

function createProcessWriter(): EventWriter {
  const { DATABASE_URL, DATA_DIR, EVENT_JOURNAL_MAX_MB } = env();
  const live = Array.from({ length: liveLanes }, () => createCommitLane(DATABASE_URL));
  const replay = createCommitLane(DATABASE_URL);
  const journal = createEventJournal(join(DATA_DIR, "event-journal"), EVENT_JOURNAL_MAX_MB * bytesPerMb);
  const writer = createEventWriter(
    live.map(({ commit }) => commit),
    replay.commit,
    journal,
  );
  const tend = repeatedly(tendMs, () => writer.tend(), "the event journals could not be looked after");
  const forget = repeatedly(forgetMs, forgetOldGroups, "old event groups were not forgotten");
  return {
    ...writer,
    async close() {
      tend.stop();
      forget.stop();
      await writer.close();
      await Promise.all([...live, replay].map((lane) => lane.close()));
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
