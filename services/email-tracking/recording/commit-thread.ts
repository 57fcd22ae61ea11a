import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { log } from "@/services/logging/log";
import { type CommitGroups, type CommitLanes, type CommitReport, liveLanes } from "./commit-lane";
import { type CommitAnswer, type CommitRequest, endOfWork, packGroups } from "./commit-messages";

/** The bundle that stands beside the server's. */
const ownProgram = new URL("./commit-thread-program.mjs", import.meta.url);

type Call = { resolve: (report: CommitReport) => void; reject: (error: Error) => void };

/**
 * Lanes that work in a thread of their own: the requests of recipients never wait while a group is put into statements
 * or a driver reads an answer. A thread that dies takes nothing with it: what it had is committed by the next one, under
 * the same names.
 * @param program what the thread runs
 */
export function createCommitThread(program = ownProgram): CommitLanes {
  // At once: what it needs takes longer to load than the first recipient would wait.
  let worker: Worker | null = startWorker();
  const calls = new Map<number, Call>();
  let lastCall = 0;

  function startWorker() {
    const started = new Worker(program);
    started.on("message", (answer: CommitAnswer) => {
      const call = calls.get(answer.call);
      calls.delete(answer.call);
      if ("report" in answer) call?.resolve(answer.report);
      else call?.reject(toError(answer.failure));
    });
    started.on("error", (error) => log().error({ err: error }, "the thread that commits events failed"));
    started.once("exit", () => {
      worker = null;
      const ended = new Error("the thread that commits events ended");
      for (const { reject } of calls.values()) reject(ended);
      calls.clear();
    });
    return started;
  }

  const laneAt =
    (lane: number): CommitGroups =>
    (groups) =>
      new Promise((resolve, reject) => {
        worker ??= startWorker();
        const call = ++lastCall;
        calls.set(call, { resolve, reject });
        const request: CommitRequest = { call, lane, ...packGroups(groups) };
        worker.postMessage(request, [request.records.buffer]);
      });

  return {
    live: Array.from({ length: liveLanes }, (_, lane) => laneAt(lane)),
    replay: laneAt(liveLanes),
    async close() {
      if (!worker) return;
      const ended = once(worker, "exit");
      worker.postMessage(endOfWork);
      await ended;
    },
  };
}

function toError({ message, code }: { message: string; code: string | null }): Error {
  return Object.assign(new Error(message), code === null ? {} : { code });
}
