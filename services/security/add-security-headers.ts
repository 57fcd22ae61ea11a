import type { ServerResponse } from "node:http";

/**
 * Gives an answer the headers that it does not say itself. They wait until its head is written: Next.js takes what a
 * route says for a header only as long as there is none of that name.
 */
export function addSecurityHeaders(response: ServerResponse, headers: Readonly<Record<string, string>>) {
  const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => ServerResponse;
  response.writeHead = (...head: unknown[]) => {
    for (const [name, value] of Object.entries(headers)) {
      if (!response.hasHeader(name)) response.setHeader(name, value);
    }
    return writeHead(...head);
  };
}
