import type { IncomingMessage, ServerResponse } from "node:http";
import { clientAddress } from "@/services/auth/client-address";
import { log } from "@/services/logging/log";
import { handleTrackingRequest } from "./http";
import type { TrackingAnswer, TrackingRequest } from "./tracking-request";

/**
 * Answers a tracking request on Node's own server, before anything of Next.js runs.
 * @param trustedHops how many proxies stand in front, see `clientAddress`
 * @returns whether it is one; if not, nothing has happened
 */
export function answerOnSocket(
  request: IncomingMessage,
  response: ServerResponse,
  trustedHops: number,
): boolean {
  const fail = (error: unknown) => {
    log().error({ err: error }, "a tracking request failed");
    if (!response.headersSent) response.writeHead(500);
    response.end();
  };
  try {
    const answer = handleTrackingRequest(requestOf(request, trustedHops));
    if (!answer) return false;
    if (answer instanceof Promise) answer.then((ready) => send(response, ready)).catch(fail);
    else send(response, answer);
  } catch (error) {
    fail(error);
  }
  return true;
}

/** By name, each header on its own: a loop over their names costs as much as all the rest of reading a request. */
function requestOf(request: IncomingMessage, trustedHops: number): TrackingRequest {
  const { headers } = request;
  return {
    method: request.method ?? "GET",
    url: request.url ?? "/",
    ip: clientAddress(request.socket.remoteAddress, headers["x-forwarded-for"], trustedHops),
    headers: {
      userAgent: headers["user-agent"] ?? null,
      referrer: headers.referer ?? null,
      secFetchSite: headers["sec-fetch-site"] ?? null,
      secPurpose: text(headers["sec-purpose"]),
      purpose: text(headers.purpose),
      xMoz: text(headers["x-moz"]),
      dnt: text(headers.dnt),
      secGpc: text(headers["sec-gpc"]),
    },
  };
}

function text(value: string | string[] | undefined): string | null {
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function send(response: ServerResponse, { status, headers, body }: TrackingAnswer) {
  // Its own headers and no others: Strict-Transport-Security would leave a trace in the recipient's browser.
  response.writeHead(status, headers);
  // As a string the image goes out together with the header.
  if (Buffer.isBuffer(body)) response.end(body.toString("latin1"), "latin1");
  else response.end(body ?? undefined);
}
