import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import type { RowDataPacket } from "mysql2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase } from "@/db/testing/test-database";
import { laySentCopies } from "../support/lay-sent-copies";
import { buildPortal, startPortal } from "../support/portal-process";
import { signIn } from "../support/signed-in";
import { openStage } from "../support/stage";
import { clickPath, openPath, sentUrls } from "../support/tracked-requests";

// A real portal, Next.js included, asked by hand for what no well-behaved client sends, or for what only its last step
// before the wire decides.

const { stage, close } = openStage();
let portal: Awaited<ReturnType<typeof startPortal>>;
let preferences = "";
let cookie = "";

beforeAll(async () => {
  await buildPortal();
  const database = await createTestDatabase();
  stage.onEnd(() => database.close());
  await laySentCopies(database.pool, 4);
  const [rows] = await database.pool.query<RowDataPacket[]>("SELECT preferences_token FROM contacts LIMIT 1");
  preferences = `/email-preferences/${rows[0]?.preferences_token}`;
  await database.pool.query(
    `INSERT INTO ticket_replies (id, ticket_id, author, body_html, body_text)
     VALUES (99, 1, 'contact', '<p>It burns.</p>', 'It burns.')`,
  );
  portal = await startPortal({ home: stage.home, databaseUrl: database.url });
  stage.onEnd(() => portal.stop());
  cookie = await signIn(portal.port);
}, 600_000);
afterAll(close, 60_000);

/** Sends the bytes as they are, each character one of them. @returns what came back until the portal ended the connection */
async function ask(start: string, lines: readonly string[] = [], body = "") {
  const socket = connect(portal.port, "127.0.0.1");
  await once(socket, "connect");
  const own = lines.some((line) => /^connection:/i.test(line)) ? [] : ["Connection: close"];
  const head = [start, `Host: 127.0.0.1:${portal.port}`, ...own, ...lines].join("\r\n");
  socket.write(`${head}\r\n\r\n${body}`, "latin1");
  let text = "";
  for await (const chunk of socket) text += (chunk as Buffer).toString("latin1");
  const end = text.indexOf("\r\n\r\n");
  const [status = "", ...fields] = text.slice(0, end).split("\r\n");
  const headers = new Headers();
  for (const field of fields)
    headers.append(field.slice(0, field.indexOf(":")), field.slice(field.indexOf(":") + 1));
  return { status: Number(status.split(" ")[1]), headers, body: text.slice(end + 4) };
}

const get = (target: string, ...lines: string[]) => ask(`GET ${target} HTTP/1.1`, lines);

describe.each([
  [
    "HTTP/2",
    [
      "Connection: close, Upgrade, HTTP2-Settings",
      "Upgrade: h2c",
      "HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA",
    ],
  ],
  [
    "a WebSocket",
    [
      "Connection: close, Upgrade",
      "Upgrade: websocket",
      "Sec-WebSocket-Version: 13",
      "Sec-WebSocket-Key: eA==",
    ],
  ],
])("who offers to go on with %s gets the answer that HTTP/1.1 has", (_protocol, offer) => {
  // Next.js asks for such connections with its first request, not before.
  beforeAll(() => get("/sign-in"));

  it("for an image and a link", async () => {
    const image = await get(openPath(1), ...offer);
    expect(image).toMatchObject({ status: 200, body: expect.stringMatching(/^GIF89a/) });
    expect(image.headers.get("content-type")).toBe("image/gif");
    const link = await get(clickPath(1, 1), ...offer);
    expect(link.status).toBe(302);
    expect(link.headers.get("location")).toBe(sentUrls[1]);
  });

  it("for a page, the health, and what is sent along", async () => {
    expect((await get(preferences, ...offer)).status).toBe(200);
    expect((await get("/api/health", ...offer)).status).toBe(200);
    const form = "choice=opt-out";
    const sent = ["Content-Type: application/x-www-form-urlencoded", `Content-Length: ${form.length}`];
    const saved = await ask(`POST ${preferences}/choice HTTP/1.1`, [...offer, ...sent], form);
    expect(saved.status).toBe(303);
  });
});

describe("a header about security", () => {
  it("is the portal's own on a page that says nothing of it", async () => {
    const { headers } = await get("/sign-in");
    expect(headers.get("referrer-policy")).toBe("strict-origin-when-cross-origin");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("x-frame-options")).toBe("SAMEORIGIN");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
  });

  it("is what the route says, where it says something: no other site learns these addresses", async () => {
    const nobodys = "N".repeat(43);
    const answers = await Promise.all([
      ask(`POST ${preferences}/choice HTTP/1.1`, ["Content-Length: 0"]),
      get(`/email-preferences/data/view/${nobodys}/download`),
      get("/tickets/1/replies/99/body", `Cookie: ${cookie}`),
      // By a detour, so that it is Next.js that hands the request to the tracking service.
      get(openPath(1).replace("/api/", "/api/x/../")),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 200, 200]);
    for (const { headers } of answers) {
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
    }
  });
});

describe("an absolute address (RFC 9112, 3.2.2)", () => {
  it.each(["http://evil.example", "https://evil.example:444", "HTTP://a@evil.example", "ftp://x"])(
    "with %s in front is answered as its path, and leads to no other host",
    async (origin) => {
      const page = await get(`${origin}${preferences}`);
      expect({ status: page.status, location: page.headers.get("location") }).toEqual({
        ...{ status: 200, location: null },
      });
      expect((await get(`${origin}${openPath(1)}`)).body).toMatch(/^GIF89a/);
      const link = await get(`${origin}${clickPath(1, 1)}`);
      expect([link.status, link.headers.get("location")]).toEqual([302, sentUrls[1]]);
      const signIn = await get(`${origin}/tickets?q=1`);
      expect(signIn.status).toBe(307);
      expect(signIn.headers.get("location")).not.toContain("evil.example");
    },
  );

  it("is cleared of repeated slashes without its host", async () => {
    const { status, headers } = await get("http://evil.example//evil.example/sign-in");
    expect({ status, location: headers.get("location") }).toEqual({
      status: 308,
      location: "/evil.example/sign-in",
    });
  });

  it("without a path is the first page", async () => {
    const { headers } = await get("http://evil.example");
    expect(headers.get("location")).toMatch(/^(http:\/\/127\.0\.0\.1:\d+)?\/sign-in$/);
  });
});

describe("what no route can answer", () => {
  it.each([
    "GET /email-preferences/%ff%fe",
    "POST /email-preferences/%ff%fe/choice",
    "GET /email-preferences/%E0%A4%A",
    "GET /email-preferences/data/%ff",
    "GET /tickets/%",
    "PUT /api/v1/tickets/%zz",
    "GET *",
    "POST *",
  ])("%s is refused in plain words", async (start) => {
    const { status, headers, body } = await ask(`${start} HTTP/1.1`, ["Content-Length: 0"]);
    expect(status).toBe(400);
    expect(headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(body).toMatch(/^This address cannot be read/);
  });

  it("is answered for tracking all the same", async () => {
    expect((await get("/api/email-tracking/pixel/%ff.gif")).status).toBe(200);
    expect((await get("/sign-in?next=%ff")).status).toBe(200);
  });

  it("TRACE is not allowed anywhere, and it says what is", async () => {
    for (const target of ["/sign-in", preferences, "/api/health", "/nowhere"]) {
      const { status, headers, body } = await ask(`TRACE ${target} HTTP/1.1`);
      expect({ status, allow: headers.get("allow") }).toEqual({
        status: 405,
        allow: "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
      });
      expect(body).toContain("TRACE");
    }
  });

  it("OPTIONS * asks whether the server is there: it is", async () => {
    const { status, headers, body } = await ask("OPTIONS * HTTP/1.1");
    expect({ status, body }).toEqual({ status: 204, body: "" });
    expect(headers.get("allow")).toContain("GET, HEAD");
  });

  it("is no error in the log", () => {
    const lines = readFileSync(portal.logFile, "utf8").split("\n");
    const warnings = lines.filter((line) => line.startsWith("{") && JSON.parse(line).level >= 40);
    // A busy machine's database may be slow meanwhile.
    const ofRequests = warnings.filter((line) => JSON.parse(line).reason !== "a commit takes too long");
    expect(ofRequests).toEqual([]);
  });
});
