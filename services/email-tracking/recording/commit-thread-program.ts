import { setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { env } from "@/env";
import { loggableError } from "../loggable-error";
import { createCommitLanes } from "./commit-lane";
import { type CommitAnswer, type CommitRequest, endOfWork, unpackGroups } from "./commit-messages";

/** The thread that commits events: what `createCommitThread` starts, and the other end of its messages. */

const niceness = 10;

const port = parentPort;
if (!port) throw new Error("this program is a thread of the portal's process");
// Who asks comes first: a lower priority than the thread that serves. Linux has one for each thread, others for the whole
// process.
if (process.platform === "linux") setPriority(niceness);
const { live, replay, close } = createCommitLanes(env().DATABASE_URL);
const lanes = [...live, replay];

port.on("message", async (message: CommitRequest | typeof endOfWork) => {
  if (message === endOfWork) {
    await close();
    port.close();
    return;
  }
  port.postMessage(await commit(message));
});

async function commit({ call, lane, ...packed }: CommitRequest): Promise<CommitAnswer> {
  try {
    const report = await lanes[lane]?.(unpackGroups(packed));
    if (!report) throw new Error(`there is no lane ${lane}`);
    return { call, report };
  } catch (error) {
    return { call, failure: failureOf(error) };
  }
}

function failureOf(error: unknown) {
  const { code, reason, err } = loggableError(error);
  if (typeof code === "string") return { message: String(reason), code };
  return { message: err instanceof Error ? err.message : String(err), code: null };
}
