import { connect } from "node:net";
import * as click from "@/app/api/email-tracking/click/route";
import * as pixel from "@/app/api/email-tracking/pixel/[file]/route";
import * as status from "@/app/api/email-tracking/status/[trackingId]/route";
import { clientAddressHeader } from "@/services/auth/auth";
import { clientAddress } from "@/services/auth/client-address";
import { handleTrackingRequest } from "../requests/http";
import { answerOnSocket } from "../requests/socket-door";
import { headersOf, toTrackingRequest } from "../requests/tracking-request";
import { TrackingServer } from "../requests/tracking-server";
import type { Door } from "./tracking-contract";

const portalUrl = "https://support.example.com";

/** The function itself. */
export const serviceDoor: Door = async ({ method = "GET", path, headers = {} }) => {
  const given = { [clientAddressHeader]: "203.0.113.77", ...headers } as Record<string, string>;
  const answer = await handleTrackingRequest(
    toTrackingRequest(method, path, given[clientAddressHeader] ?? null, (name) => given[name] ?? null),
  );
  if (!answer) return { status: 404, headers: new Headers(), body: Buffer.alloc(0) };
  return { ...answer, headers: new Headers(headersOf(answer)), body: Buffer.from(answer.body ?? "") };
};

/** The route handlers, as Next picks them: the file by the path, the export by the method, 405 where there is none. */
export const routeDoor: Door = async ({ method = "GET", path, headers = {} }) => {
  const route = path.includes("/pixel/") ? pixel : path.includes("/status/") ? status : click;
  const handler: unknown = (route as Record<string, unknown>)[method];
  if (typeof handler !== "function") return { status: 405, headers: new Headers(), body: Buffer.alloc(0) };
  const given = { [clientAddressHeader]: "203.0.113.77", ...headers };
  const response: Response = await handler(new Request(`${portalUrl}${path}`, { method, headers: given }));
  const body = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, body };
};

/**
 * A server on a socket, as server.ts opens it, asked with bytes as they are.
 * @returns two doors: a request that ends its connection, which Node reads, and one on a connection that stays, which the
 *   server may answer by itself
 */
export async function openSocketDoors(trustedHops: number) {
  const server = new TrackingServer({}, trustedHops);
  server.on("request", (request, response) => {
    const forwardedFor = request.headers["x-forwarded-for"];
    const ip = clientAddress(request.socket.remoteAddress, forwardedFor, trustedHops);
    if (!answerOnSocket(request, response, ip)) response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  if (!bound || typeof bound === "string") throw new Error("the server has no port");
  const doorWith =
    (ownLines: string[]): Door =>
    async ({ method = "GET", path, headers = {} }) => {
      const lines = [`${method} ${path} HTTP/1.1`, "Host: support.example.com", ...ownLines];
      for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`);
      return parse(await exchange(bound.port, `${lines.join("\r\n")}\r\n\r\n`, method !== "HEAD"));
    };
  return { closing: doorWith(["Connection: close"]), staying: doorWith([]), server };
}

/** Latin-1: each character of the request is one byte on the wire. */
function exchange(port: number, request: string, hasBody: boolean): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let answer = Buffer.alloc(0);
    const socket = connect(port, "127.0.0.1", () => socket.write(Buffer.from(request, "latin1")));
    socket.on("data", (part) => {
      answer = Buffer.concat([answer, part]);
      if (isWhole(answer, hasBody)) socket.destroy();
    });
    socket.on("close", () => resolve(answer));
    socket.on("error", reject);
  });
}

function isWhole(answer: Buffer, hasBody: boolean): boolean {
  const end = answer.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = /^content-length: (\d+)/im.exec(answer.toString("latin1", 0, end))?.[1];
  return !hasBody || (length !== undefined && answer.length >= end + 4 + Number(length));
}

function parse(answer: Buffer) {
  const end = answer.indexOf("\r\n\r\n");
  const [first = "", ...lines] = answer.subarray(0, end).toString("latin1").split("\r\n");
  const headers = new Headers();
  for (const line of lines) {
    const colon = line.indexOf(":");
    headers.append(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return { status: Number(first.split(" ")[1]), headers, body: answer.subarray(end + 4) };
}
