import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { type ResendProblem, validateResendEmail } from "./resend-email-rules";

export type AcceptedEmail = { id: string; idempotencyKey: string | null; body: Record<string, unknown> };
export type ResendRequest = { idempotencyKey: string | null; rawBody: string; status: number };
/** An answer to give instead of the regular one; `accept`: the mail is taken all the same, only the answer is lost. */
export type ForcedAnswer = {
  status: number;
  body?: object | string;
  headers?: Record<string, string>;
  accept?: boolean;
  /** Breaks the connection instead of answering. */
  hangUp?: boolean;
};

type Remembered = { rawBody: string; id: string };

/**
 * Speaks Resend's documented API (resend.com/docs/api-reference: send-email, errors, rate-limit; dashboard/emails/
 * idempotency-keys), and holds its client to it: what the documents do not allow is refused as they say.
 * @param options.apiKey the one key that is valid
 * @param options.perSecond the rate limit; Resend's is 5 a second and team
 * @param options.dailyQuota how many mails are taken a day
 */
export async function startResendStandIn(
  options: { apiKey?: string; perSecond?: number; dailyQuota?: number } = {},
) {
  const apiKey = options.apiKey ?? "re_stand_in";
  const perSecond = options.perSecond ?? 1000;
  const emails: AcceptedEmail[] = [];
  const requests: ResendRequest[] = [];
  const forced: ForcedAnswer[] = [];
  const remembered = new Map<string, Remembered>();
  let recent: number[] = [];

  const accept = (idempotencyKey: string | null, body: Record<string, unknown>) => {
    const email = { id: randomUUID(), idempotencyKey, body };
    emails.push(email);
    return { id: email.id };
  };

  function answer(request: IncomingMessage, rawBody: string): Answer {
    const key = header(request, "idempotency-key");
    if (request.method !== "POST" || request.url !== "/emails") {
      return problem(404, "not_found", "The requested endpoint does not exist.");
    }
    const authorization = header(request, "authorization");
    if (!authorization) return problem(401, "missing_api_key", "Missing API key in the authorization header");
    if (authorization !== `Bearer ${apiKey}`) return problem(403, "invalid_api_key", "API key is invalid");
    recent = recent.filter((at) => Date.now() - at < 1000);
    const limits = {
      "ratelimit-limit": String(perSecond),
      "ratelimit-remaining": String(Math.max(perSecond - recent.length - 1, 0)),
      "ratelimit-reset": "1",
    };
    if (recent.length >= perSecond) {
      const message = `Too many requests. You can only make ${perSecond} requests per second.`;
      return problem(429, "rate_limit_exceeded", message, { ...limits, "retry-after": "1" });
    }
    recent.push(Date.now());
    const result = send(request, key, rawBody);
    return { ...result, headers: { ...limits, ...result.headers } };
  }

  function send(request: IncomingMessage, key: string | null, rawBody: string): Answer {
    if (key !== null && (key.length === 0 || key.length > 256)) {
      return problem(400, "invalid_idempotency_key", "The key must be between 1-256 chars.");
    }
    const parsed = validateResendEmail(header(request, "content-type"), rawBody);
    if ("problem" in parsed) return fromProblem(parsed.problem);
    const before = key === null ? undefined : remembered.get(key);
    if (before) {
      if (before.rawBody !== rawBody) {
        const message = "Same idempotency key used with a different request payload.";
        return problem(409, "invalid_idempotent_request", message);
      }
      return { status: 200, body: { id: before.id } };
    }
    const instead = forced.shift();
    const taken = !instead || instead.accept ? accept(key, parsed.email) : null;
    if (options.dailyQuota !== undefined && taken && emails.length > options.dailyQuota) {
      emails.pop();
      return problem(429, "daily_quota_exceeded", "You have reached your daily email sending quota.", {
        "x-resend-daily-quota": String(options.dailyQuota),
      });
    }
    if (key !== null && taken) remembered.set(key, { rawBody, id: taken.id });
    if (instead)
      return {
        status: instead.status,
        body: instead.body ?? {},
        headers: instead.headers,
        hangUp: instead.hangUp,
      };
    return { status: 200, body: taken ?? {} };
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const rawBody = Buffer.concat(chunks).toString("utf8");
      const { status, body, headers, hangUp } = answer(request, rawBody);
      requests.push({ idempotencyKey: header(request, "idempotency-key"), rawBody, status });
      if (hangUp) return request.socket.destroy();
      response.writeHead(status, { "content-type": "application/json", ...headers });
      response.end(typeof body === "string" ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("the stand-in has no port");

  return {
    url: `http://127.0.0.1:${address.port}`,
    apiKey,
    /** What was really taken to be sent; a repetition under the same key is not in it twice. */
    emails,
    requests,
    /** Answers the next valid request with this; call it again for the one after. */
    answerNext: (answerInstead: ForcedAnswer) => forced.push(answerInstead),
    clear() {
      emails.length = 0;
      requests.length = 0;
      forced.length = 0;
    },
    close() {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

type Answer = { status: number; body: object | string; headers?: Record<string, string>; hangUp?: boolean };

function problem(status: number, name: string, message: string, headers?: Record<string, string>): Answer {
  return { status, body: { statusCode: status, name, message }, headers };
}

function fromProblem({ status, name, message }: ResendProblem): Answer {
  return problem(status, name, message);
}

function header(request: IncomingMessage, name: string): string | null {
  const value = request.headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}
