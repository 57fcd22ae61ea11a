import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { clientAddress } from "@/services/auth/client-address";
import { signClick } from "../signing/click-signature";
import { trackingKeyRing } from "../signing/tracking-key-ring";
import { openSocketDoors } from "../testing/doors";
import { laySentMail } from "../testing/sent-mail";
import { allRecorded, describeTrackingDoor, eventsOf, setTracking } from "../testing/tracking-contract";
import { answerOnSocket } from "./socket-door";
import { TrackingServer } from "./tracking-server";

useTestDatabase({ PORTAL_URL: "https://support.example.com" });

let doors: Awaited<ReturnType<typeof openSocketDoors>>;
beforeAll(async () => {
  doors = await openSocketDoors(0);
});
afterAll(() => {
  doors.server.close();
});

describeTrackingDoor("a server on a socket", (request) => doors.closing(request));
describeTrackingDoor("a connection that stays", (request) => doors.staying(request));

const pixel = `/api/email-tracking/pixel/${"A".repeat(43)}.gif`;
const get = (path: string, ...lines: string[]) =>
  [`GET ${path} HTTP/1.1`, "Host: support.example.com", ...lines, "", ""].join("\r\n");

/** What Node is asked to do: an answer to a tracking request, or a word about what came. */
const listener: RequestListener = (request, response) => {
  const ip = clientAddress(request.socket.remoteAddress, undefined, 0);
  if (answerOnSocket(request, response, ip)) return;
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    response.writeHead(200, { "Content-Type": "text/plain" });
    response.end(`${request.method} ${request.url} ${Buffer.concat(chunks).toString("latin1")}`);
  });
};

const opened: Server[] = [];
afterEach(() => {
  for (const server of opened.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

async function listenOn<Opened extends Server>(server: Opened): Promise<Opened & { port: number }> {
  opened.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return Object.assign(server, { port: (server.address() as AddressInfo).port });
}

async function openServer({ keepAliveTimeout = 75_000 } = {}) {
  const server = await listenOn(new TrackingServer({ keepAliveTimeout }, 0));
  const nodes: string[] = [];
  server.on("request", (request, response) => {
    nodes.push(request.url ?? "");
    listener(request, response);
  });
  return Object.assign(server, { nodes });
}

async function connectTo({ port }: { port: number }) {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

async function read(socket: Socket, answers = 1): Promise<string> {
  let text = "";
  for await (const chunk of socket.iterator({ destroyOnReturn: false })) {
    text += (chunk as Buffer).toString("latin1");
    if (text.split("HTTP/1.1 ").length > answers && text.endsWith("\0;")) break;
  }
  return text;
}

describe("a connection", () => {
  it("with plain tracking requests is answered without Node's parser, one after the other", async () => {
    const mail = await laySentMail();
    await setTracking();
    const server = await openServer();
    const socket = await connectTo(server);
    for (let round = 0; round < 3; round++) {
      socket.write(get(`/api/email-tracking/pixel/${mail.trackingId}.gif`, "User-Agent: Thunderbird/128.0"));
      expect(await read(socket)).toMatch(/^HTTP\/1.1 200 OK\r\n.*Connection: keep-alive\r\n.*GIF89a/s);
    }
    socket.destroy();
    expect(server.nodes).toEqual([]);
    await allRecorded();
    expect(await eventsOf(mail.trackingId)).toMatchObject([
      { userAgent: "Thunderbird/128.0", ipAddress: "127.0.0.0" },
      { userAgent: "Thunderbird/128.0" },
      { userAgent: "Thunderbird/128.0" },
    ]);
  });

  it("is Node's from the first request that is something else", async () => {
    const server = await openServer();
    const socket = await connectTo(server);
    socket.write(get(pixel));
    await read(socket);
    socket.write(get("/login"));
    await once(socket, "data");
    socket.write(get(pixel));
    await read(socket);
    socket.destroy();
    expect(server.nodes).toEqual(["/login", pixel]);
  });

  it("with requests that do not wait for each other gets their answers in order", async () => {
    const server = await openServer();
    const socket = await connectTo(server);
    socket.setNoDelay();
    socket.write(get(pixel));
    await sleep(0);
    socket.write(get("/one", "Content-Length: 4"));
    socket.write("body");
    socket.write(get("/two", "Connection: close"));
    const text = await read(socket, 9);
    expect(text.match(/GIF89a|GET \/one body|GET \/two/g)).toEqual(["GIF89a", "GET /one body", "GET /two"]);
  });

  it("whose client goes away while its answer is on the way is forgotten, and its event kept", async () => {
    const mail = await laySentMail();
    const server = await openServer();
    const socket = await connectTo(server);
    socket.write(get(`/api/email-tracking/pixel/${mail.trackingId}.gif`));
    socket.resetAndDestroy();
    await expect.poll(async () => (await eventsOf(mail.trackingId)).length).toBe(1);
    await expect.poll(() => connectionsOf(server)).toBe(0);
  });

  it("that brings nothing is ended when its time is over", async () => {
    const server = await openServer({ keepAliveTimeout: 100 });
    const silent = await connectTo(server);
    const used = await connectTo(server);
    used.write(get(pixel));
    await read(used);
    silent.resume();
    used.resume();
    await Promise.all([once(silent, "close"), once(used, "close")]);
    expect(await connectionsOf(server)).toBe(0);
  });

  it("that is idle does not keep a server that closes", async () => {
    const server = await openServer();
    const [first, second] = [await connectTo(server), await connectTo(server)];
    for (const socket of [first, second]) {
      socket.write(get(pixel));
      await read(socket);
    }
    await new Promise((resolve) => server.close(resolve));
    first.destroy();
    second.destroy();
  });

  it("that was opened a moment before the server closes still gets its answer", async () => {
    const server = await openServer();
    const fresh = await connectTo(server);
    await expect.poll(() => connectionsOf(server)).toBe(1);
    const closed = new Promise((resolve) => server.close(resolve));
    fresh.write(get("/ticket", "Content-Length: 4", "Connection: close"));
    fresh.write("body");
    expect(await read(fresh, 9)).toContain("GET /ticket body");
    await closed;
  });

  it("of any kind is cut when all are", async () => {
    const server = await openServer();
    const [plain, nodes] = [await connectTo(server), await connectTo(server)];
    nodes.write("GET /half");
    plain.write(get(pixel));
    await read(plain);
    plain.resume();
    nodes.resume();
    server.closeAllConnections();
    await Promise.all([once(plain, "close"), once(nodes, "close")]);
  });
});

function connectionsOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.getConnections((error, count) => (error ? reject(error) : resolve(count)));
  });
}

describe("whatever a connection brings", () => {
  const trackingId = "B".repeat(43);
  const url = "https://example.com/a?b=c&d=%C3%A9";
  const click = () =>
    `/api/email-tracking/click?${new URLSearchParams({ tid: trackingId, url, sig: signClick({ trackingId, url }, trackingKeyRing()) })}`;

  const target = fc.oneof(
    { weight: 16, arbitrary: fc.constantFrom(pixel, "{click}") },
    fc.constantFrom(
      ...[`${pixel}#x`, `http://support.example.com${pixel}`, "/login", "/api/email-tracking/pixel/\xe9 b"],
      ...["/api/email-tracking/click?url=javascript:alert(1)", "/api/email-tracking/status/x"],
    ),
  );
  const line = fc.oneof(
    {
      weight: 16,
      arbitrary: fc.constantFrom(
        "User-Agent: Thunderbird/128.0",
        "Accept: */*",
        "DNT: 1",
        "Connection: keep-alive",
        "Sec-GPC:\t1 ",
      ),
    },
    fc.constantFrom(
      ...[
        "Connection: close",
        "Content-Length: 3\r\n\r\nabc",
        "Content-Length: 0",
        "Content-Length: x",
        "Host: twice",
      ],
      ...[
        "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0",
        "Expect: 100-continue",
        "Expect: other",
        " folded",
        "a b: c",
      ],
      ...[
        "no colon",
        ": nameless",
        "X: a\nb",
        "X: a\rb",
        "X: a\0b",
        "X: \xe9",
        "X:\x7f",
        "",
        "\t",
        "User-Agent:",
      ],
      ...["Trailer: X", "TE: trailers", "Upgrade: h2c", "Connection: Upgrade", "Transfer-Encoding : chunked"],
    ),
  );
  const version = fc.oneof(
    { weight: 16, arbitrary: fc.constant("HTTP/1.1") },
    fc.constantFrom("HTTP/1.0", "HTTP/2.0", "HTTP/1.1 "),
  );
  const method = fc.oneof(
    { weight: 16, arbitrary: fc.constant("GET") },
    fc.constantFrom("HEAD", "POST", "get", "G T", "OPTIONS"),
  );
  const host = fc.oneof({ weight: 16, arbitrary: fc.constant(["Host: a"]) }, fc.constant([] as string[]));
  const message = fc
    .tuple(method, target, version, host, fc.array(line, { maxLength: 5 }))
    .map(([verb, path, http, hosts, lines]) =>
      [`${verb} ${path} ${http}`, ...hosts, ...lines, "", ""].join("\r\n"),
    );
  const refusal = /HTTP\/1\.1 4\d\d [\w ]+\r\nConnection: close\r\n\r\n/;
  /** How the bytes arrive: cut anywhere, in quick succession, or message by message, each after the answer to the last. */
  const arrival = fc.oneof(
    fc
      .array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 3 })
      .map((cutAt) => ({ cutAt: [...cutAt].sort(), pauseMs: 1 })),
    fc.constant({ cutAt: "messages" as const, pauseMs: 15 }),
  );

  it("it gets from this server what it would get from Node's", async () => {
    await setTracking();
    const ours = await openServer();
    const nodes = await listenOn(createServer({ keepAliveTimeout: 75_000 }, listener));
    let answeredPlainly = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(message, { minLength: 1, maxLength: 4 }),
        arrival,
        async (messages, { cutAt, pauseMs }) => {
          const sent = [...messages, get("/end", "Connection: close")].map((text) =>
            text.replaceAll("{click}", click()),
          );
          const parts = cutAt === "messages" ? sent : partsOf(sent.join(""), cutAt);
          const before = ours.nodes.length;
          const [mine, theirs] = await Promise.all([
            exchange(ours.port, parts, pauseMs),
            exchange(nodes.port, parts, pauseMs),
          ]);
          if (refusal.test(mine + theirs)) {
            // Node breaks off: how much of the answers before is out by then differs, and so may its last word.
            const [shorter = "", longer] = [mine, theirs]
              .map((text) => text.replace(refusal, ""))
              .sort((one, other) => one.length - other.length);
            expect(longer).toContain(shorter);
          } else expect(mine).toBe(theirs);
          const answers = mine.match(/^HTTP\/1\.1 (200|302)/gm)?.length ?? 0;
          if (answers > ours.nodes.length - before) answeredPlainly++;
        },
      ),
      { numRuns: 150 },
    );
    // What is compared is the server's own work often enough.
    expect(answeredPlainly).toBeGreaterThan(10);
  });

  function partsOf(text: string, cutAt: readonly number[]): string[] {
    const edges = [0, ...cutAt.map((part) => Math.floor(part * text.length)), text.length];
    return edges.slice(1).map((edge, index) => text.slice(edges[index], edge));
  }

  /** Everything that comes back, until the server ends the connection or says no more. */
  async function exchange(port: number, parts: readonly string[], pauseMs: number): Promise<string> {
    const socket = await connectTo({ port });
    socket.setNoDelay();
    let text = "";
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
    });
    const closed = once(socket, "close");
    for (const part of parts) {
      socket.write(part, "latin1");
      await sleep(pauseMs);
    }
    for (let said = -1; said < text.length && !socket.destroyed; ) {
      said = text.length;
      await Promise.race([closed, sleep(150)]);
    }
    socket.destroy();
    return text.replaceAll(/Date: .*\r\n/g, "");
  }
});
