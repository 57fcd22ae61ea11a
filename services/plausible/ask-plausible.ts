import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { AddressPolicy } from "@/services/integration-modules/address-policy";
import { log } from "@/services/logging/log";
import { checkLiteralAddress, guardedLookup } from "./guarded-lookup";

const timeoutMs = 10_000;
/** As much of an answer as is read: what is said of an error is short. */
const longestAnswer = 4_000;

// Connections are kept: a thousand events are a thousand requests.
const agents = {
  "http:": new HttpAgent({ keepAlive: true, maxSockets: 50 }),
  "https:": new HttpsAgent({ keepAlive: true, maxSockets: 50 }),
};

export type PlausibleQuestion = {
  method: "GET" | "POST";
  headers: Record<string, string>;
  body?: string;
};
export type PlausibleAnswer = { status: number; headers: IncomingMessage["headers"]; body: string };

/**
 * Asks Plausible. Redirects are not followed: they could lead where the address check has not looked. A kept connection
 * that breaks before an answer is tried once more on a new one.
 * @throws {AddressRefusedError} for an address that is never spoken to; else the network's error
 */
export async function askPlausible(
  url: URL,
  question: PlausibleQuestion,
  policy: AddressPolicy,
): Promise<PlausibleAnswer> {
  checkLiteralAddress(url, policy);
  return new Promise((resolve, reject) => {
    const attempt = (isSecond: boolean) => {
      const request = open(url, question, policy);
      let isAnswered = false;
      request.on("response", (response) => {
        isAnswered = true;
        readAnswer(response).then(resolve, reject);
      });
      request.on("error", (error: NodeJS.ErrnoException) => {
        if (isAnswered) return; // The connection broke within the answer's body: its status has come.
        // A kept connection that the server had just closed: it has not read the request.
        if (!isSecond && request.reusedSocket && error.code === "ECONNRESET") attempt(true);
        else reject(error);
      });
      request.end(question.body);
    };
    attempt(false);
  });
}

/** node:http and not fetch: fetch names itself "node" where there is no user agent, which Plausible drops as a robot. */
function open(url: URL, { method, headers, body }: PlausibleQuestion, policy: AddressPolicy): ClientRequest {
  const options = {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) }) },
    lookup: guardedLookup(policy),
    signal: AbortSignal.timeout(timeoutMs),
  };
  return url.protocol === "https:"
    ? httpsRequest(url, { ...options, agent: agents["https:"] })
    : httpRequest(url, { ...options, agent: agents["http:"] });
}

/** The status says what became of an event. A body that breaks off, or has no end, only says less of why. */
async function readAnswer(response: IncomingMessage): Promise<PlausibleAnswer> {
  let body = "";
  response.setEncoding("utf8");
  try {
    for await (const chunk of response) if (body.length < longestAnswer) body += chunk;
  } catch (error) {
    log().debug({ err: error }, "Plausible's answer broke off");
  }
  const { statusCode, headers } = response;
  return { status: statusCode ?? 0, headers, body: body.slice(0, longestAnswer) };
}
