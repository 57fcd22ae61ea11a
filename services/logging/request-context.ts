import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";

// server.ts, Next's routes and its proxy are three module graphs in one process: what one notes, all must find.
const shared = globalThis as { __myportalRequestIds?: AsyncLocalStorage<string> };

function requestIds(): AsyncLocalStorage<string> {
  shared.__myportalRequestIds ??= new AsyncLocalStorage();
  return shared.__myportalRequestIds;
}

/**
 * Does work on behalf of a request: every line that is logged meanwhile carries its id, and what is queued meanwhile
 * (a mail) keeps it, so that the worker that takes it up later logs under the same id.
 * @param requestId null or undefined: nobody's request, the work is simply done
 */
export function underRequest<Result>(requestId: string | null | undefined, work: () => Result): Result {
  return requestId ? requestIds().run(requestId, work) : work();
}

/** The id of the request that the caller works for; null when it works for none. */
export function currentRequestId(): string | null {
  return requestIds().getStore() ?? null;
}

/** The id of the request that the caller works for, or, where none was given at the edge, a new one. */
export function requestIdOfCaller(): string {
  return currentRequestId() ?? randomUUID();
}
