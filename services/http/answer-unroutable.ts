import type { IncomingMessage, ServerResponse } from "node:http";

const allowed = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";

/**
 * Answers what no route can: a method that none may have, and an address that cannot be read. Next.js would fail on them,
 * and call it an error of ours.
 * @returns whether it is such a request; if not, nothing has happened
 */
export function answerUnroutable(request: IncomingMessage, response: ServerResponse): boolean {
  const { method, url = "/" } = request;
  if (method === "OPTIONS" && url === "*") {
    // For the server as a whole (RFC 9110, 9.3.7): a ping.
    response.writeHead(204, { Allow: allowed }).end();
  } else if (method === "TRACE") {
    refuse(response.setHeader("Allow", allowed), 405, "TRACE is not allowed here.\n");
  } else if (!isReadable(url)) {
    refuse(
      response,
      400,
      "This address cannot be read: it is not whole, or was changed on its way. If it came by mail, open it from there again.\n",
    );
  } else return false;
  return true;
}

/** Whether it has a path whose percent-encoding is whole, and UTF-8 once it is decoded. */
function isReadable(target: string): boolean {
  const [path = ""] = target.split(/[?#]/, 1);
  try {
    return decodeURIComponent(path).startsWith("/");
  } catch {
    return false;
  }
}

function refuse(response: ServerResponse, status: number, text: string) {
  response.writeHead(status, {
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Length": Buffer.byteLength(text),
  });
  response.end(text);
}
