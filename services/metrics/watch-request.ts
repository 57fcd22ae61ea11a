import type { IncomingMessage, ServerResponse } from "node:http";
import { log } from "@/services/logging/log";
import { underRequest } from "@/services/logging/request-context";
import { requestIdFor } from "@/services/logging/request-id";
import { counts, latencies } from "./counts";
import { observe } from "./plain-histogram";
import type { RoutePattern } from "./route-patterns";

const methods = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
/** A stream lasts as long as its page is open: how long says nothing. */
const streams = new Set(["/api/live"]);
const requestIdHeader = "x-request-id";

/**
 * Gives a request its id, under which everything that follows from it is logged and which its answer carries, and counts
 * how long it took. For what Next.js answers: tracking requests are counted where they are answered, and have no id.
 */
export function watchRequest<Result>(
  request: IncomingMessage,
  response: ServerResponse,
  options: { patternOf: RoutePattern; trustedHops: number },
  answer: () => Result,
): Result {
  const id = requestIdFor(request.headers[requestIdHeader], options.trustedHops);
  request.headers[requestIdHeader] = id;
  response.setHeader(requestIdHeader, id);
  const startedAt = performance.now();
  const counted = counts();
  counted.requestsInFlight++;
  response.once("close", () => {
    counted.requestsInFlight--;
    note(request, response, options.patternOf, (performance.now() - startedAt) / 1000, id);
  });
  return underRequest(id, answer);
}

function note(
  request: IncomingMessage,
  response: ServerResponse,
  patternOf: RoutePattern,
  seconds: number,
  requestId: string,
) {
  const method = methods.has(request.method ?? "") ? request.method : "other";
  const route = patternOf((request.url ?? "/").split(/[?#]/, 1)[0] ?? "/");
  // Who goes away before the answer is whole is told apart: it says nothing of how quick we are.
  const status = response.writableFinished ? response.statusCode : 499;
  const ms = Math.round(seconds * 1000);
  log()[status >= 500 ? "warn" : "debug"]({ requestId, method, route, status, ms }, "answered");
  if (streams.has(route)) return;
  const name = `${method} ${Math.floor(status / 100)}xx ${route}`;
  const { requests } = counts();
  let histogram = requests.get(name);
  if (!histogram) {
    histogram = latencies();
    requests.set(name, histogram);
  }
  observe(histogram, seconds);
}
