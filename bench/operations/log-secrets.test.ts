import { readFileSync } from "node:fs";
import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestDatabase } from "@/db/testing/test-database";
import { laySentCopies } from "../support/lay-sent-copies";
import { admin, apiKey, buildPortal, startPortal } from "../support/portal-process";
import { openStage } from "../support/stage";
import { clickPath, openPath, trackingIdOf } from "../support/tracked-requests";
import { waitUntil } from "../support/wait-until";

// A real portal that logs all it can, driven with everything that must never stand in a log.

const requester = "ada.lovelace@customer.example";
const wrongPassword = "not-the-password-at-all";
const inboundKey = "inbound-key-0123456789";
const requestId = "0af7651916cd43dd8448eb211c80319c";
const proxied = { "x-request-id": requestId, "x-forwarded-for": "203.0.113.9" };
const bearer = { authorization: `Bearer ${apiKey}` };

const { stage, close } = openStage();
let portal: Awaited<ReturnType<typeof startPortal>>;
let lines: Record<string, unknown>[];
let cookie = "";
const answered: Record<string, Response> = {};

async function ask(path: string, headers: Record<string, string> = {}, body?: unknown) {
  return fetch(`http://127.0.0.1:${portal.port}${path}`, {
    method: body === undefined ? "GET" : "POST",
    headers: { "content-type": "application/json", ...headers },
    redirect: "manual",
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
}

const readLog = () => readFileSync(portal.logFile, "utf8");

beforeAll(async () => {
  await buildPortal();
  const database = await createTestDatabase();
  stage.onEnd(() => database.close());
  await laySentCopies(database.pool, 4);
  const sink = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onRcptTo: ({ address }, _session, done) =>
      done(Object.assign(new Error(`<${address}>: nobody of that name`), { responseCode: 550 })),
  });
  const smtpPort = await new Promise<number>((resolve) => {
    const listening = sink.listen(0, "127.0.0.1", () =>
      resolve((listening.address() as { port: number }).port),
    );
  });
  stage.onEnd(() => new Promise<void>((resolve) => sink.close(resolve)));
  portal = await startPortal({
    ...{ home: stage.home, databaseUrl: database.url },
    variables: {
      ...{ LOG_LEVEL: "trace", INBOUND_EMAIL_KEY: inboundKey, TRUSTED_PROXY_HOPS: "1" },
      SMTP_URL: `smtp://127.0.0.1:${smtpPort}`,
    },
  });
  stage.onEnd(() => portal.stop());
  const signIn = (password: string) =>
    ask(
      "/api/auth/sign-in/email",
      { origin: `http://127.0.0.1:${portal.port}` },
      { email: admin.email, password },
    );
  await signIn(wrongPassword);
  const signedIn = await signIn(admin.password);
  cookie = signedIn.headers.getSetCookie()[0]?.split(";")[0] ?? "";
  answered.page = await ask(`/tickets?q=${encodeURIComponent(requester)}`, { cookie, ...proxied });
  await ask(openPath(1));
  await ask(clickPath(1, 1));
  await ask(`/api/email-tracking/status/${trackingIdOf(1)}`);
  await ask("/api/v1/tickets", { authorization: "Bearer mp_a-wrong-key-0123456789" });
  await ask("/api/v1/tickets", bearer, "{ not json");
  answered.ticket = await ask(
    "/api/v1/tickets",
    { ...bearer, ...proxied },
    { subject: "Printer", requester: { email: requester }, text: "It burns.", acknowledge: true },
  );
  await ask(
    `/api/inbound/email?envelope_from=${requester}`,
    { authorization: `Bearer ${inboundKey}`, "content-type": "message/rfc822" },
    `From: ${requester}\r\nTo: support@bench.example\r\nMessage-ID: <a@b.example>\r\nSubject: Hello\r\n\r\nHello\r\n`,
  );
  await waitUntil("the mail server's refusal is logged", () => readLog().includes('"failure":"rejected"'));
  // A statement that fails has the values in the driver's message.
  await database.pool.query("RENAME TABLE contacts TO contacts_gone");
  answered.failed = await ask(
    "/api/v1/tickets",
    { ...bearer, ...proxied },
    { subject: "Printer", requester: { email: "grace.hopper@customer.example" }, text: "It burns." },
  );
  await portal.stop();
  lines = readLog()
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
}, 600_000);
afterAll(close, 60_000);

describe("the log at its most talkative", () => {
  it("has no address, password, key, cookie or tracking id in it", () => {
    expect(answered.page?.status).toBe(200);
    expect(answered.ticket?.status).toBe(201);
    expect(answered.failed?.status).toBe(500);
    const [, session = ""] = cookie.split("=");
    expect(session.length).toBeGreaterThan(30);
    const text = readLog();
    expect(text.length).toBeGreaterThan(1000);
    const secrets = {
      ...{ requester, other: "grace.hopper", admin: admin.email, password: admin.password, wrongPassword },
      ...{
        apiKey,
        wrongKey: "a-wrong-key",
        inboundKey,
        session,
        token: decodeURIComponent(session).split(".")[0] ?? "",
      },
      ...{ trackingId: trackingIdOf(1), encoded: encodeURIComponent(requester), nobody: "@customer.example" },
    };
    const found = Object.entries(secrets).filter(([, secret]) => text.includes(secret));
    expect(found).toEqual([]);
  });

  it("names a trusted proxy's request from the edge to the worker that sent its mail", () => {
    expect(answered.ticket?.headers.get("x-request-id")).toBe(requestId);
    expect(answered.page?.headers.get("x-request-id")).toBe(requestId);
    const ofRequest = lines.filter((line) => line.requestId === requestId);
    expect(ofRequest).toContainEqual(
      expect.objectContaining({ msg: "answered", method: "GET", route: "/tickets", status: 200 }),
    );
    expect(ofRequest).toContainEqual(
      expect.objectContaining({
        msg: "an attempt to send failed",
        status: "failed",
        failure: "rejected",
      }),
    );
    expect(ofRequest).toContainEqual(expect.objectContaining({ msg: "an API request failed", level: 50 }));
  });

  it("is made of JSON lines and nothing else, once the portal is up", () => {
    const [, afterwards = ""] = readLog().split('"MyPortal is up"}\n');
    const others = afterwards.split("\n").filter((line) => line !== "" && !line.startsWith("{"));
    expect(afterwards).not.toBe("");
    expect(others).toEqual([]);
  });
});
