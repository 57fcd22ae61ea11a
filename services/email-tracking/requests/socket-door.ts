import type { IncomingMessage, ServerResponse } from "node:http";
import { clientAddressHeader } from "@/services/auth/auth";
import { clientAddress } from "@/services/auth/client-address";
import { handleTrackingRequest } from "./http";
import { toTrackingRequest } from "./tracking-request";

/** The one header that says who is asking is ours: what a client sent under its name is gone. */
export function markClientAddress(request: IncomingMessage, trustedHops: number) {
  const { headers, socket } = request;
  const address = clientAddress(socket.remoteAddress, headers["x-forwarded-for"], trustedHops);
  // Deleting from an object makes it slow to read: only where there is something to delete.
  if (clientAddressHeader in headers) delete headers[clientAddressHeader];
  if (address) headers[clientAddressHeader] = address;
}

/**
 * Answers a tracking request on Node's own server, before anything of Next.js runs.
 * @param request one whose client's address is marked
 * @returns whether it was one; if not, nothing has happened
 */
export async function answerOnSocket(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  const { headers } = request;
  const header = (name: string) => {
    const value = headers[name];
    return (Array.isArray(value) ? value[0] : value) ?? null;
  };
  const tracked = handleTrackingRequest(
    toTrackingRequest(request.method ?? "GET", request.url ?? "/", header),
  );
  if (!tracked) return false;
  const answer = tracked instanceof Promise ? await tracked : tracked;
  // Its own headers and no others: Strict-Transport-Security would leave a trace in the recipient's browser.
  response.writeHead(answer.status, answer.headers);
  // As a string the image goes out together with the header, in one write.
  if (Buffer.isBuffer(answer.body)) response.end(answer.body.toString("latin1"), "latin1");
  else response.end(answer.body ?? undefined);
  return true;
}
