import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { AddressPolicy } from "@/services/integration-modules/address-policy";
import { AddressRefusedError, checkLiteralAddress, guardedLookup } from "./guarded-lookup";
import type { PlausibleRequest } from "./plausible-event";

const timeoutMs = 10_000;
/** As much of an answer as is read: field errors are short. */
const longestAnswer = 4_000;

/**
 * What became of an event. `sent`: Plausible took it. `dropped`: it took it and threw it away (a robot's user agent, an
 * unknown site, a shield), which a second try would not change. `failed`: it refused it. `retry`: it may work later.
 */
export type PlausibleOutcome = {
  status: "sent" | "dropped" | "failed" | "retry";
  detail: string | null;
  /** How long Plausible asks to be left alone. */
  retryAfterMs?: number;
};

// Connections are kept: a thousand events are a thousand requests.
const agents = {
  "http:": new HttpAgent({ keepAlive: true, maxSockets: 50 }),
  "https:": new HttpsAgent({ keepAlive: true, maxSockets: 50 }),
};

/** Posts one event. Redirects are not followed: they could lead where the address check has not looked. Never throws. */
export async function sendToPlausible(
  baseUrl: string,
  event: PlausibleRequest,
  policy: AddressPolicy,
): Promise<PlausibleOutcome> {
  try {
    const url = new URL(`${baseUrl}/api/event`);
    checkLiteralAddress(url, policy);
    return outcomeOf(await post(url, event, policy));
  } catch (error) {
    const status = error instanceof AddressRefusedError ? "failed" : "retry";
    return { status, detail: error instanceof Error ? error.message : String(error) };
  }
}

type Answer = { status: number; dropped: string | undefined; retryAfter: string | undefined; body: string };

function post(url: URL, event: PlausibleRequest, policy: AddressPolicy): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const attempt = (isSecond: boolean) => {
      const request = open(url, event, policy);
      request.on("response", (response) => {
        readAnswer(response).then(resolve, reject);
      });
      request.on("error", (error: NodeJS.ErrnoException) => {
        // A kept connection that the server had just closed: it has not read the request.
        if (!isSecond && request.reusedSocket && error.code === "ECONNRESET") attempt(true);
        else reject(error);
      });
      request.end(event.body);
    };
    attempt(false);
  });
}

/** node:http and not fetch: fetch names itself "node" where there is no user agent, which Plausible drops as a robot. */
function open(url: URL, { headers, body }: PlausibleRequest, policy: AddressPolicy): ClientRequest {
  const options = {
    method: "POST",
    headers: { ...headers, "Content-Length": Buffer.byteLength(body) },
    lookup: guardedLookup(policy),
    signal: AbortSignal.timeout(timeoutMs),
  };
  return url.protocol === "https:"
    ? httpsRequest(url, { ...options, agent: agents["https:"] })
    : httpRequest(url, { ...options, agent: agents["http:"] });
}

async function readAnswer(response: IncomingMessage): Promise<Answer> {
  let body = "";
  response.setEncoding("utf8");
  for await (const chunk of response) if (body.length < longestAnswer) body += chunk;
  const { statusCode, headers } = response;
  return {
    status: statusCode ?? 0,
    dropped: headers["x-plausible-dropped"]?.toString(),
    retryAfter: headers["retry-after"],
    body: body.slice(0, longestAnswer),
  };
}

function outcomeOf({ status, dropped, retryAfter, body }: Answer): PlausibleOutcome {
  // Whatever the status: it was thrown away.
  if (dropped !== undefined && dropped !== "0") {
    const count = dropped.slice(0, 20);
    return { status: "dropped", detail: `Plausible threw it away (x-plausible-dropped: ${count})` };
  }
  if (status >= 200 && status < 300) return { status: "sent", detail: null };
  if (status === 408 || status === 429 || status >= 500) {
    const seconds = Number(retryAfter);
    const asked = Number.isFinite(seconds) && seconds > 0 ? { retryAfterMs: seconds * 1000 } : {};
    return { status: "retry", detail: `Plausible answered ${status}`, ...asked };
  }
  return { status: "failed", detail: `Plausible answered ${status}${fieldErrors(body)}` };
}

/** `{"errors":{"url":["is required"]}}` in words. */
function fieldErrors(body: string): string {
  try {
    const { errors } = JSON.parse(body) as { errors?: Record<string, unknown> };
    const words = Object.entries(errors ?? {}).map(
      ([field, problems]) => `${field} ${[problems].flat().join(", ")}`,
    );
    return words.length > 0 ? `: ${words.join("; ")}`.slice(0, 400) : "";
  } catch {
    return "";
  }
}
