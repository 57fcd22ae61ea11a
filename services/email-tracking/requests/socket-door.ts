import type { IncomingMessage, ServerResponse } from "node:http";
import { log } from "@/services/logging/log";
import { handleTrackingRequest } from "./http";
import { headersOf, type TrackingAnswer, toTrackingRequest } from "./tracking-request";

/**
 * Answers a tracking request on Node's own server, before anything of Next.js runs.
 * @param ip the client's address, see `clientAddress`
 * @returns whether it is one; if not, nothing has happened
 */
export function answerOnSocket(
  request: IncomingMessage,
  response: ServerResponse,
  ip: string | null,
): boolean {
  const { headers } = request;
  const fail = (error: unknown) => {
    log().error({ err: error }, "a tracking request failed");
    if (!response.headersSent) response.writeHead(500);
    response.end();
  };
  try {
    const answer = handleTrackingRequest(
      toTrackingRequest(request.method ?? "GET", request.url ?? "/", ip, (name) => {
        const value = headers[name];
        return (Array.isArray(value) ? value[0] : value) ?? null;
      }),
    );
    if (!answer) return false;
    if (answer instanceof Promise) answer.then((ready) => send(response, ready)).catch(fail);
    else send(response, answer);
  } catch (error) {
    fail(error);
  }
  return true;
}

function send(response: ServerResponse, answer: TrackingAnswer) {
  const { status, body } = answer;
  // Its own headers and no others: Strict-Transport-Security would leave a trace in the recipient's browser.
  response.writeHead(status, headersOf(answer));
  // As a string the image goes out together with the header.
  if (Buffer.isBuffer(body)) response.end(body.toString("latin1"), "latin1");
  else response.end(body ?? undefined);
}
