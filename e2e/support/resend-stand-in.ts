import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import { type ResendProblem, validateResendEmail } from "./resend-email-rules";
import { type ResendFailure, resendFailures } from "./resend-failures";
import { type ReceivedEmail, receivedEmail } from "./resend-received";
import { emailEvent, sendWebhook, type WebhookEndpoint, type WebhookFlaws } from "./resend-webhooks";

export type ResendDomain = { name: string; openTracking: boolean; clickTracking: boolean };
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
  /** How long the answer takes; meanwhile the same key again is `concurrent_idempotent_requests`. */
  afterMs?: number;
};

type Remembered = { rawBody: string; id: string };

/**
 * Speaks Resend's documented API (resend.com/docs/api-reference: send-email, errors, rate-limit; dashboard/emails/
 * idempotency-keys), and holds its client to it: what the documents do not allow is refused as they say.
 * @param options.apiKey the one key that is valid
 * @param options.perSecond the rate limit; Resend's is 5 a second and team
 * @param options.dailyQuota how many mails are taken a day
 * @param options.domains what `/domains` lists
 */
export async function startResendStandIn(
  options: { apiKey?: string; perSecond?: number; dailyQuota?: number; domains?: ResendDomain[] } = {},
) {
  const apiKey = options.apiKey ?? "re_stand_in";
  /** A key with sending access: anything but sending is refused. */
  const sendingKey = `${apiKey}_sending`;
  const domains = options.domains ?? [];
  const received = new Map<string, ReceivedEmail>();
  const inProgress = new Set<string>();
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
    const isSending = request.method === "POST" && request.url === "/emails";
    const authorization = header(request, "authorization");
    if (request.method === "GET" && request.url?.startsWith("/raw/")) return rawMail(request.url);
    if (!authorization) return problem(401, "missing_api_key", "Missing API key in the authorization header");
    if (![apiKey, sendingKey].some((known) => authorization === `Bearer ${known}`)) {
      return problem(403, "invalid_api_key", "API key is invalid");
    }
    if (!isSending && authorization === `Bearer ${sendingKey}`) {
      return problem(401, "restricted_api_key", "This API key is restricted to only send emails");
    }
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
    const result = isSending ? send(request, key, rawBody) : read(request);
    return { ...result, headers: { ...limits, ...result.headers } };
  }

  function read(request: IncomingMessage): Answer {
    const { pathname } = new URL(request.url ?? "/", "http://stand-in");
    const [, collection, ...path] = pathname.split("/");
    if (request.method === "GET" && collection === "domains") return readDomains(path[0]);
    const email = path[0] === "receiving" ? received.get(path[1] ?? "") : undefined;
    if (request.method === "GET" && collection === "emails" && email)
      return { status: 200, body: email.view };
    return problem(404, "not_found", "The requested endpoint does not exist.");
  }

  function readDomains(id: string | undefined): Answer {
    const views = domains.map(({ name, openTracking, clickTracking }) => ({
      ...{ object: "domain", id: `domain-${name}`, name, status: "verified", region: "eu-west-1" },
      ...{
        created_at: "2026-11-24T00:00:00.000Z",
        open_tracking: openTracking,
        click_tracking: clickTracking,
      },
    }));
    if (id === undefined) return { status: 200, body: { object: "list", has_more: false, data: views } };
    const found = views.find((view) => view.id === id);
    return found ? { status: 200, body: found } : problem(404, "not_found", "Domain not found");
  }

  /** Signed, and so without a key. */
  function rawMail(address: string): Answer {
    const url = new URL(address, "http://stand-in");
    const email = received.get(url.pathname.split("/")[2] ?? "");
    if (!email || url.searchParams.get("key") !== email.downloadKey)
      return problem(403, "forbidden", "Forbidden");
    return { status: 200, body: email.raw, headers: { "content-type": "message/rfc822" } };
  }

  function send(request: IncomingMessage, key: string | null, rawBody: string): Answer {
    if (key !== null && (key.length === 0 || key.length > 256)) {
      return problem(400, "invalid_idempotency_key", "The key must be between 1-256 chars.");
    }
    const parsed = validateResendEmail(header(request, "content-type"), rawBody);
    if ("problem" in parsed) return fromProblem(parsed.problem);
    if (key !== null && inProgress.has(key)) {
      const message = "The original request with this idempotency key is still in progress.";
      return problem(409, "concurrent_idempotent_requests", message);
    }
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
        afterMs: instead.afterMs,
      };
    return { status: 200, body: taken ?? {} };
  }

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const rawBody = Buffer.concat(chunks).toString("utf8");
      const { status, body, headers, hangUp, afterMs } = answer(request, rawBody);
      const key = header(request, "idempotency-key");
      if (request.url === "/emails") requests.push({ idempotencyKey: key, rawBody, status });
      if (hangUp) return request.socket.destroy();
      const reply = () => {
        if (key !== null) inProgress.delete(key);
        response.writeHead(status, { "content-type": "application/json", ...headers });
        response.end(typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body));
      };
      if (!afterMs) return reply();
      if (key !== null) inProgress.add(key);
      setTimeout(reply, afterMs).unref();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (!address || typeof address === "string") throw new Error("the stand-in has no port");

  const url = `http://127.0.0.1:${address.port}`;

  return {
    url,
    apiKey,
    sendingKey,
    /** May be changed while it runs. */
    domains,
    /** What was really taken to be sent; a repetition under the same key is not in it twice. */
    emails,
    requests,
    /** Answers the next valid request with this; call it again for the one after. */
    answerNext: (answerInstead: ForcedAnswer) => forced.push(answerInstead),
    /** Answers the next valid requests with a documented error, or as a broken network would. */
    failNext: (failure: ResendFailure, times = 1) => {
      for (let time = 0; time < times; time++) forced.push(resendFailures[failure]);
    },
    /** Takes a mail in, as if somebody had sent it to a receiving domain; the webhook about it is sent by hand. */
    async receive(raw: Buffer, receivedFor: string[]) {
      const email = await receivedEmail(raw, url, receivedFor);
      received.set(email.id, email);
      return email;
    },
    /** Tells the portal about an email that was accepted (or received), signed. */
    tell(
      endpoint: WebhookEndpoint,
      type: string,
      emailId: string,
      more: Record<string, unknown> = {},
      flaws: WebhookFlaws & { createdAt?: Date } = {},
    ) {
      const sent = emails.find(({ id }) => id === emailId)?.body;
      const taken = received.get(emailId)?.view;
      const to = [sent?.to ?? taken?.to ?? []].flat() as string[];
      const event = emailEvent(
        type,
        { id: emailId, to, subject: String(sent?.subject ?? taken?.subject ?? "") },
        {
          ...(taken
            ? {
                message_id: taken.message_id,
                from: taken.from,
                cc: taken.cc,
                bcc: taken.bcc,
                received_for: taken.received_for,
                attachments: taken.attachments,
              }
            : {}),
          ...more,
        },
        flaws.createdAt,
      );
      return sendWebhook(endpoint, event, flaws);
    },
    clear() {
      emails.length = 0;
      requests.length = 0;
      forced.length = 0;
      received.clear();
    },
    close() {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

type Answer = {
  status: number;
  body: object | string | Buffer;
  headers?: Record<string, string>;
  hangUp?: boolean;
  afterMs?: number;
};

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
