import { wakeLive } from "@/services/live/ticket-changes";
import { noteCommit, noteFailedCommits } from "@/services/metrics/note-commit";
import type { CommitGroups, CommitLanes } from "./commit-lane";
import { lookAgainSoon } from "./look-again";

/**
 * Lanes whose commits have their consequences in the process that serves, whichever thread does the work: they are
 * counted, open pages are told, and copies that a machine went through are looked at once more.
 */
export function followCommits({ live, replay, close }: CommitLanes): CommitLanes {
  return { live: live.map(followed), replay: followed(replay), close };
}

function followed(commit: CommitGroups): CommitGroups {
  return async (groups) => {
    try {
      const report = await commit(groups);
      for (const committed of report.committed) {
        noteCommit(committed);
        if (committed.scan) lookAgainSoon(committed.scan);
      }
      noteFailedCommits(report.conflicts);
      if (report.committed.length > 0) wakeLive();
      return report;
    } catch (error) {
      noteFailedCommits(1);
      throw error;
    }
  };
}
