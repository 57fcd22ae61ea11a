import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

/** What a reverse proxy does to what passes it; each is a way to break tracking that people really build. */
export type ProxyHabits = {
  /** To `X-Forwarded-For`: adds the address it was asked from (as it should), or leaves the header as it came. */
  forwardedFor?: "append" | "leave";
  /** Sends everybody to a sign-in page. */
  redirectsTo?: string;
  /** Wants a password. */
  wantsPassword?: boolean;
  compresses?: boolean;
  /** Replaces Cache-Control and answers as from a cache. */
  caches?: boolean;
  dropsHead?: boolean;
  /** Lets everybody wait. */
  delayMs?: number;
  setsCookie?: boolean;
  /** Passes the path on without its query. */
  dropsQuery?: boolean;
  /** Lets the internet see the tracking addresses alone, and answers everything else so. */
  hidesTheRest?: 200 | 404;
};

/** A real HTTP proxy on loopback, in front of a real portal. */
export async function startFrontProxy(target: () => string) {
  let habits: ProxyHabits = {};
  const server = createServer((request, response) => {
    if (habits.redirectsTo) return end(response, 302, { Location: habits.redirectsTo });
    if (habits.wantsPassword) return end(response, 401, { "WWW-Authenticate": 'Basic realm="Intranet"' });
    if (habits.hidesTheRest && !request.url?.startsWith("/api/email-tracking/"))
      return end(response, habits.hidesTheRest, { "Content-Type": "text/html" });
    if (habits.dropsHead && request.method === "HEAD") return end(response, 405, {});
    setTimeout(() => pass(request, response, target(), habits), habits.delayMs ?? 0);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    behave(next: ProxyHabits) {
      habits = next;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function pass(request: IncomingMessage, response: ServerResponse, target: string, habits: ProxyHabits) {
  const came = request.headers["x-forwarded-for"];
  const headers: OutgoingHttpHeaders = { ...request.headers };
  if (habits.forwardedFor !== "leave")
    headers["x-forwarded-for"] = [came, request.socket.remoteAddress].flat().filter(Boolean).join(", ");
  const path = habits.dropsQuery ? request.url?.replace(/\?.*$/s, "") : request.url;
  const onward = httpRequest(`${target}${path}`, { method: request.method, headers }, async (answer) => {
    const chunks: Buffer[] = [];
    for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
    let body = Buffer.concat(chunks);
    const changed: OutgoingHttpHeaders = { ...answer.headers };
    if (habits.compresses && /gzip/.test(String(request.headers["accept-encoding"]))) {
      body = gzipSync(body);
      Object.assign(changed, { "content-encoding": "gzip", "content-length": body.length });
    }
    if (habits.caches) Object.assign(changed, { "cache-control": "public, max-age=3600", age: "12" });
    if (habits.setsCookie) changed["set-cookie"] = ["LB=node-1; Path=/"];
    response.writeHead(answer.statusCode ?? 502, changed);
    response.end(request.method === "HEAD" ? undefined : body);
  });
  onward.on("error", () => end(response, 502, {}));
  onward.end();
}

function end(response: ServerResponse, status: number, headers: OutgoingHttpHeaders) {
  response.writeHead(status, headers);
  response.end();
}
