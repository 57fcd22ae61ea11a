import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { clientAddressOf, isRobot, type PlausibleEvent, parsePlausibleEvent } from "./plausible-event-rules";

export type CountedEvent = Omit<PlausibleEvent, "domains"> & {
  domain: string;
  ip: string;
  userAgent: string | undefined;
  headers: Record<string, string | string[] | undefined>;
  rawBody: string;
};
type ForcedAnswer = {
  status: number;
  headers?: Record<string, string>;
  body?: string;
  hangUp?: boolean;
  /** The connection ends within the body. */
  cutOff?: boolean;
  afterMs?: number;
};

const largestBody = 1_000_000;

/**
 * Speaks Plausible's documented API over HTTP and holds its client to it: what is not allowed is refused with the field's
 * error, and what Plausible would throw away is answered 202 with `x-plausible-dropped`, as Plausible does.
 * @param options.sites the sites it knows; events for others are dropped
 * @param options.statsKey the key that the Stats API takes
 * @param options.port left out: any
 */
export async function startPlausibleStandIn(options: { sites: string[]; statsKey?: string; port?: number }) {
  /** What it counted. */
  const events: CountedEvent[] = [];
  /** Answers that it was told to give, to the next requests. */
  const forced: ForcedAnswer[] = [];
  const state = { dropped: 0, refused: 0, requests: 0, isUnwell: false, always: null as ForcedAnswer | null };

  function count(request: IncomingMessage, response: ServerResponse, rawBody: string) {
    if (!/^(application\/json|text\/plain)\b/.test(request.headers["content-type"] ?? ""))
      return end(response, 415);
    if (!acceptsJson(request.headers.accept)) return end(response, 406);
    let body: unknown;
    try {
      body = JSON.parse(rawBody);
    } catch {
      state.refused++;
      return end(response, 400, { errors: { request: ["Unable to parse request body as json"] } });
    }
    const { event, errors } = parsePlausibleEvent(body);
    if (!event) {
      state.refused++;
      return end(response, 400, { errors });
    }
    const userAgent = request.headers["user-agent"];
    const ip = clientAddressOf(request.headers, request.socket.remoteAddress ?? "");
    let dropped = 0;
    for (const domain of event.domains) {
      if (!options.sites.includes(domain) || isRobot(userAgent)) dropped++;
      else {
        const { name, url, props, interactive } = event;
        events.push({
          name,
          url,
          props,
          interactive,
          domain,
          ip,
          userAgent,
          headers: request.headers,
          rawBody,
        });
      }
    }
    state.dropped += dropped;
    if (dropped > 0) response.setHeader("x-plausible-dropped", String(dropped));
    end(response, 202, "ok");
  }

  function query(request: IncomingMessage, response: ServerResponse, rawBody: string) {
    if (request.headers.authorization !== `Bearer ${options.statsKey}`)
      return end(response, 401, { error: "Invalid API key or site ID." });
    const { site_id, metrics, date_range } = JSON.parse(rawBody) as Record<string, unknown>;
    if (!site_id) return end(response, 400, { error: "Missing site ID." });
    // Known sites and keys cannot be told apart by the answer.
    if (!options.sites.includes(String(site_id)))
      return end(response, 401, { error: "Invalid API key or site ID." });
    if (!Array.isArray(metrics) || !date_range)
      return end(response, 400, { error: "metrics and date_range" });
    end(response, 200, { results: [{ metrics: metrics.map(() => 0), dimensions: [] }], meta: {}, query: {} });
  }

  function answer(request: IncomingMessage, response: ServerResponse, rawBody: string) {
    const route = `${request.method} ${request.url}`;
    if (route === "GET /api/health") {
      const word = state.isUnwell ? "error" : "ok";
      return end(response, state.isUnwell ? 500 : 200, {
        clickhouse: word,
        postgres: word,
        sites_cache: word,
      });
    }
    if (route === "POST /api/event") return count(request, response, rawBody);
    if (route === "POST /api/v2/query") return query(request, response, rawBody);
    end(response, 404, { error: "not found" });
  }

  const server = createServer((request, response) => {
    state.requests++;
    readBody(request).then(
      (rawBody) => {
        if (rawBody === null) return end(response, 413);
        const told = forced.shift() ?? state.always;
        if (!told) return answer(request, response, rawBody);
        setTimeout(() => {
          if (told.hangUp) request.socket.destroy();
          else if (told.cutOff)
            response
              .writeHead(told.status, { "content-length": "1000", ...told.headers })
              .write("…", () => request.socket.destroy());
          else response.writeHead(told.status, told.headers).end(told.body ?? "");
        }, told.afterMs ?? 0);
      },
      () => {}, // The client went away.
    );
  });
  const port = await listen(server, options.port ?? 0);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    events,
    forced,
    state,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function acceptsJson(accept: string | undefined): boolean {
  return accept === undefined || /application\/json|\*\/\*|application\/\*/.test(accept);
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size <= largestBody) chunks.push(chunk as Buffer);
  }
  return size > largestBody ? null : Buffer.concat(chunks).toString("utf8");
}

function end(response: ServerResponse, status: number, body: object | string = "") {
  const isText = typeof body === "string";
  response.writeHead(status, { "content-type": isText ? "text/plain" : "application/json" });
  response.end(isText ? body : JSON.stringify(body));
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}
