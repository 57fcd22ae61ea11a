import { type ChildProcess, fork } from "node:child_process";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDatabase } from "@/db/testing/test-database";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { examine } from "./examine";
import { findingOf, setEnvironment } from "./testing/doctor-setup";
import { type ProxyHabits, startFrontProxy } from "./testing/front-proxy";
import { startTrackingPortal } from "./testing/tracking-portal";

useTestDatabase();

let portal: Awaited<ReturnType<typeof startTrackingPortal>>;
let proxy: Awaited<ReturnType<typeof startFrontProxy>>;
beforeAll(async () => {
  portal = await startTrackingPortal();
  proxy = await startFrontProxy(() => portal.url);
});
afterAll(async () => {
  await proxy.close();
  await portal.close();
});
beforeEach(() => {
  proxy.behave({});
  setEnvironment({ PORTAL_URL: proxy.url, TRUSTED_PROXY_HOPS: "1" });
});

const inFront = [
  "portal-url-reaches-us",
  "pixel-answers",
  "click-redirects",
  "head-answers",
  "caching-headers",
  "pixel-uncompressed",
  "no-cookies",
  "client-address",
  "preferences-page",
];

async function statusesOf(slugs: string[]) {
  const results = await examine({ kind: "system", name: "Ada", role: "admin" }, { slugs });
  return Object.fromEntries(results.map(({ slug, status }) => [slug, status]));
}

describe("what stands in front of the portal", () => {
  it("is all green behind a proxy that passes on what it gets", async () => {
    const statuses = await statusesOf(inFront);
    expect(statuses).toEqual(Object.fromEntries(inFront.map((slug) => [slug, "green"])));
  });

  it.each<[string, ProxyHabits, string, string, RegExp]>([
    [
      "a sign-in page",
      { redirectsTo: "https://login.example.com/start?token=secret" },
      "pixel-answers",
      "red",
      /redirect to https:\/\/login\.example\.com\/start\./,
    ],
    [
      "a sign-in page",
      { redirectsTo: "https://login.example.com/" },
      "click-redirects",
      "red",
      /redirect to https:\/\/login/,
    ],
    ["a password", { wantsPassword: true }, "pixel-answers", "red", /wants a sign-in first \(401\)/],
    ["a password", { wantsPassword: true }, "portal-url-reaches-us", "red", /wants a sign-in first \(401\)/],
    [
      "a sign-in page",
      { redirectsTo: "https://login.example.com/" },
      "preferences-page",
      "red",
      /redirect to https:\/\/login/,
    ],
    ["a 404 of its own", { hidesTheRest: 404 }, "preferences-page", "red", /no such page \(404\)/],
    ["a page of its own", { hidesTheRest: 200 }, "preferences-page", "red", /answers 200 with text\/html/],
    ["a query that is dropped", { dropsQuery: true }, "click-redirects", "red", /query was changed/],
    ["compression", { compresses: true }, "pixel-uncompressed", "amber", /compressed \(gzip, \d+ bytes\)/],
    ["a cache", { caches: true }, "caching-headers", "red", /Cache-Control: public.*Age: 12/],
    ["no HEAD", { dropsHead: true }, "head-answers", "amber", /HEAD for the pixel is answered 405, GET 200/],
    ["a delay", { delayMs: 510 }, "pixel-latency", "amber", /^\d{3,} ms from here/],
    ["a cookie", { setsCookie: true }, "no-cookies", "red", /sets LB\./],
  ])("%s is found (%o → %s)", async (_name, habits, slug, status, words) => {
    proxy.behave(habits);
    expect(await findingOf(slug)).toMatchObject({
      status,
      found: expect.stringMatching(words),
      mend: expect.stringMatching(/\w/),
    });
  });

  it("a sign-in page is named once: what cannot be seen behind it is not called broken", async () => {
    proxy.behave({ redirectsTo: "https://login.example.com/" });
    const statuses = await statusesOf([
      "caching-headers",
      "pixel-uncompressed",
      "no-cookies",
      "client-address",
    ]);
    expect(new Set(Object.values(statuses))).toEqual(new Set(["amber"]));
  });
});

describe("the client's address", () => {
  it.each([
    ["two hops are trusted and one proxy is there", "2", {}, /2, but 1 add.*believed/],
    [
      "a hop is trusted and the proxy adds nothing",
      "1",
      { forwardedFor: "leave" },
      /no proxy adds.*believed/,
    ],
    ["no hop is trusted and a proxy adds one", "0", {}, /A proxy adds.*TRUSTED_PROXY_HOPS is 0/],
  ] as const)("is red when %s", async (_name, hops, habits, words) => {
    proxy.behave(habits);
    setEnvironment({ TRUSTED_PROXY_HOPS: hops });
    expect(await findingOf("client-address")).toMatchObject({
      status: "red",
      found: expect.stringMatching(words),
      mend: expect.stringContaining("TRUSTED_PROXY_HOPS="),
    });
  });

  it("is amber when something stands in front that says nothing of the client", async () => {
    proxy.behave({ forwardedFor: "leave" });
    setEnvironment({ TRUSTED_PROXY_HOPS: "0" });
    expect(await findingOf("client-address")).toMatchObject({ status: "amber" });
  });

  it("is green without a proxy and without a trusted hop", async () => {
    const port = new URL(portal.url).port;
    setEnvironment({ PORTAL_URL: portal.url, PORT: port, TRUSTED_PROXY_HOPS: "0" });
    expect(await findingOf("client-address")).toMatchObject({ status: "green" });
  });
});

describe("the doctor's question to itself", () => {
  it.each([
    ["nothing", ""],
    ["an invented signature", `nonce=a&expires=${Date.now() + 1000}&mac=${"A".repeat(43)}`],
    ["no time", "nonce=a&expires=never&mac=x"],
  ])("with %s is answered as a page that is not there", async (_name, query) => {
    const answer = await fetch(`${portal.url}/api/email-tracking/doctor?${query}`);
    expect([answer.status, await answer.text()]).toEqual([404, ""]);
  });
});

describe("PORTAL_URL", () => {
  it("where nothing listens is red, and what depends on it is not looked at", async () => {
    setEnvironment({ PORTAL_URL: "http://127.0.0.1:1" });
    const results = await examine({ kind: "system", name: "Ada", role: "admin" }, { slugs: inFront });
    const red = results.filter(({ status }) => status === "red");
    expect(red.map(({ slug }) => slug)).toEqual(["portal-url-reaches-us"]);
    expect(red[0]?.found).toMatch(/Nothing listens at 127\.0\.0\.1:1.*ECONNREFUSED/);
    expect(results.filter(({ status }) => status === "green")).toEqual([]);
  });

  it.each([
    ["http://localhost:3000", "portal-url-public", "amber", /to their own machine/],
    ["http://192.168.1.4", "portal-url-public", "amber", /private network/],
    ["https://support.example.org", "portal-url-public", "green", /public name/],
    ["http://support.example.org", "portal-url-https", "amber", /nothing of it is encrypted/],
    ["https://127.0.0.1:1", "portal-url-https", "red", /Nothing listens/],
    ["http://127.0.0.1", "portal-url-resolves", "green", /no name to look up/],
  ])("%s: %s is %s", async (url, slug, status, words) => {
    setEnvironment({ PORTAL_URL: url });
    expect(await findingOf(slug)).toMatchObject({ status, found: expect.stringMatching(words) });
  });

  it("on this machine only is red once mail goes out by SMTP", async () => {
    setEnvironment({ PORTAL_URL: "http://localhost:3000", SMTP_URL: "smtp://127.0.0.1:1" });
    expect(await findingOf("portal-url-public")).toMatchObject({ status: "red" });
    setEnvironment({ SMTP_URL: undefined });
  });
});

describe("another portal at PORTAL_URL", () => {
  const ourKey = process.env.SECRET_KEY;
  let otherDatabase: Awaited<ReturnType<typeof createTestDatabase>>;
  let other: ChildProcess;
  let otherUrl = "";
  beforeAll(async () => {
    otherDatabase = await createTestDatabase();
    other = fork("services/doctor/testing/other-portal.ts", {
      execArgv: ["--import", "tsx"],
      env: { ...process.env, DATABASE_URL: otherDatabase.url },
    });
    otherUrl = await new Promise((resolve, reject) => {
      other.once("message", (url) => resolve(String(url)));
      other.once("exit", (code) => reject(new Error(`the other portal ended (${code})`)));
    });
  });
  beforeEach(() => setEnvironment({ PORTAL_URL: otherUrl }));
  afterAll(async () => {
    other.disconnect();
    setEnvironment({ SECRET_KEY: ourKey });
    await otherDatabase.close();
  });

  it("is known for a copy when it has the same SECRET_KEY and another database", async () => {
    expect(await findingOf("portal-url-reaches-us")).toMatchObject({
      status: "red",
      found: expect.stringContaining("a copy of this portal"),
    });
  });

  it("is not taken for this one, although its pixel looks the same", async () => {
    setEnvironment({ SECRET_KEY: "another-key-than-the-other-portal-has-0123" });
    expect(await findingOf("portal-url-reaches-us")).toMatchObject({
      status: "red",
      found: expect.stringMatching(/no such page \(404\)/),
    });
    expect(await findingOf("pixel-answers")).toMatchObject({ status: "green" });
    expect(await findingOf("click-redirects")).toMatchObject({ status: "red" });
  });
});
