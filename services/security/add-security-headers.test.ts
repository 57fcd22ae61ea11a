import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { addSecurityHeaders } from "./add-security-headers";

const ours = { "Referrer-Policy": "strict-origin-when-cross-origin", "X-Frame-Options": "SAMEORIGIN" };

/** What comes over the wire of an answer. */
async function headersOf(answer: (response: ServerResponse) => void): Promise<Headers> {
  const server = createServer((_request, response) => {
    addSecurityHeaders(response, ours);
    answer(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { headers } = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  server.close();
  server.closeAllConnections();
  return headers;
}

it.each<[string, (response: ServerResponse) => void]>([
  ["ends at once", (response) => response.end()],
  ["is written piece by piece", (response) => response.write("a") && response.end("b")],
  ["sends its head before all else", (response) => response.flushHeaders() ?? response.end()],
  ["has a head of its own", (response) => response.writeHead(404, "Gone", { "X-Own": "1" }).end()],
])("an answer that %s carries the headers", async (_what, answer) => {
  const headers = await headersOf(answer);
  expect(headers.get("referrer-policy")).toBe("strict-origin-when-cross-origin");
  expect(headers.get("x-frame-options")).toBe("SAMEORIGIN");
});

it.each<[string, (response: ServerResponse) => void]>([
  ["before", (response) => response.setHeader("referrer-policy", "no-referrer").end()],
  ["by adding to them", (response) => response.appendHeader("referrer-policy", "no-referrer").end()],
  ["with its status", (response) => response.writeHead(200, { "referrer-policy": "no-referrer" }).end()],
  [
    "with its status, as a list",
    (response) => response.writeHead(200, ["referrer-policy", "no-referrer"]).end(),
  ],
])("what an answer says itself, %s, stands alone, and the others are added", async (_when, answer) => {
  const headers = await headersOf(answer);
  expect(headers.get("referrer-policy")).toBe("no-referrer");
  expect(headers.get("x-frame-options")).toBe("SAMEORIGIN");
});
