import { request as httpRequest, type IncomingHttpHeaders, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { env } from "@/env";

const timeoutMs = 8_000;
/** As much of an answer as is read. */
const longestAnswer = 64 * 1024;

export type PortalAnswer = {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
  /** From the first step of the connection to the last byte, in milliseconds. */
  tookMs: number;
};

export type PortalQuestion = {
  method?: "GET" | "HEAD";
  headers?: Record<string, string>;
};

/**
 * Asks for a path below PORTAL_URL as a stranger would: on a new connection, without a cookie, following no redirect and
 * decoding nothing. Every check of what stands in front of the portal begins here.
 * @param path such as `/api/email-tracking/doctor?…`
 * @throws the network's or TLS's own error
 */
export function askPortal(path: string, question: PortalQuestion = {}): Promise<PortalAnswer> {
  const url = new URL(`${env().PORTAL_URL}${path}`);
  const began = performance.now();
  const options: RequestOptions = {
    method: question.method ?? "GET",
    headers: { "User-Agent": "MyPortal-Doctor/1.0", Accept: "*/*", ...question.headers },
    agent: false,
    signal: AbortSignal.timeout(timeoutMs),
  };
  return new Promise((resolve, reject) => {
    const request = url.protocol === "https:" ? httpsRequest(url, options) : httpRequest(url, options);
    request.on("error", reject);
    request.on("response", async (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      try {
        for await (const chunk of response as AsyncIterable<Buffer>) {
          chunks.push(chunk);
          size += chunk.length;
          if (size > longestAnswer) break;
        }
      } catch (error) {
        return reject(error);
      }
      resolve({
        status: response.statusCode ?? 0,
        headers: response.headers,
        body: Buffer.concat(chunks),
        tookMs: performance.now() - began,
      });
    });
    request.end();
  });
}
