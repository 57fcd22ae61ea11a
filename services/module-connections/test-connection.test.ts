import { SMTPServer } from "smtp-server";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { integrationModules } from "@/db/schema/integration-modules";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { startPlausibleStandIn } from "@/e2e/support/plausible-stand-in";
import { startResendStandIn } from "@/e2e/support/resend-stand-in";
import type { Actor } from "@/services/auth/actor";
import { updateModule } from "@/services/integration-modules/update-module";
import { testConnection } from "./test-connection";

useTestDatabase({ PORTAL_URL: "https://desk.example.com" });

const admin: Actor = { kind: "system", name: "Ada", role: "admin" };
const agent: Actor = { kind: "api_key", apiKeyId: 7, name: "Ben", role: "agent" };
const site = "support.example.com";
let plausible: Awaited<ReturnType<typeof startPlausibleStandIn>>;
let resend: Awaited<ReturnType<typeof startResendStandIn>>;

beforeAll(async () => {
  plausible = await startPlausibleStandIn({ sites: [site], statsKey: "stats-key" });
  resend = await startResendStandIn({
    apiKey: "re_good",
    domains: [
      { name: "quiet.example.com", openTracking: false, clickTracking: false },
      { name: "tracked.example.com", openTracking: true, clickTracking: true },
    ],
  });
});
afterAll(async () => {
  await plausible.close();
  await resend.close();
});
beforeEach(async () => {
  plausible.state.isUnwell = false;
  plausible.events.length = 0;
  await database().update(integrationModules).set({ settings: {}, secrets: {} });
});

const test = (slug: string, settings: Record<string, unknown>, withExtra = false) =>
  testConnection(admin, { slug, settings, withExtra });

const statuses = (steps: { status: string }[]) => steps.map(({ status }) => status);

describe("testing Plausible", () => {
  const here = () => ({ base_url: plausible.url, site_domain: site });

  it("with a key, a known site is green, and nothing is counted", async () => {
    const steps = await test("plausible", { ...here(), api_key: "stats-key" });
    expect(statuses(steps)).toEqual(["ok", "ok"]);
    expect(plausible.events).toEqual([]);
  });

  it("uses the key that is saved when the form holds no other, and the form's when it does", async () => {
    await updateModule(admin, "plausible", { settings: { ...here(), api_key: "stats-key" } });
    expect(statuses(await test("plausible", {}))).toEqual(["ok", "ok"]);
    expect(statuses(await test("plausible", { api_key: "wrong" }))).toEqual(["ok", "failed"]);
    expect(statuses(await test("plausible", { site_domain: "other.example.com" }))).toEqual(["ok", "failed"]);
  });

  it("without a key it says that only an event would tell, and sends one when asked", async () => {
    expect(statuses(await test("plausible", here()))).toEqual(["ok", "warning"]);
    expect(statuses(await test("plausible", here(), true))).toEqual(["ok", "warning", "ok"]);
    expect(plausible.events).toMatchObject([{ name: "email_open", domain: site, interactive: false }]);
    const unknown = await test("plausible", { ...here(), site_domain: "unknown.example.com" }, true);
    expect(unknown.at(-1)).toMatchObject({
      status: "failed",
      detail: expect.stringContaining("knows no site unknown.example.com"),
    });
  });

  it.each([
    ["nothing listens", () => "http://127.0.0.1:1", /Nothing listens at 127\.0\.0\.1:1.*ECONNREFUSED/],
    ["it is something else", () => resend.url, /Is it Plausible\?/],
  ])("says so in words when %s", async (_, baseUrl, words) => {
    const [step] = await test("plausible", { base_url: baseUrl(), site_domain: site });
    expect(step).toMatchObject({ status: "failed", detail: expect.stringMatching(words) });
  });

  it("says so when Plausible is not well", async () => {
    plausible.state.isUnwell = true;
    const [step] = await test("plausible", here());
    expect(step).toMatchObject({ status: "failed", detail: expect.stringMatching(/not well/) });
  });
});

describe("testing Resend", () => {
  const with_ = (changes: Record<string, unknown>) =>
    test("resend", {
      base_url: resend.url,
      api_key: "re_good",
      mail_from: "a@quiet.example.com",
      ...changes,
    });

  it("a verified domain without Resend's own tracking is green but for the missing webhook secret", async () => {
    expect(statuses(await with_({}))).toEqual(["ok", "ok", "ok", "warning"]);
    expect(statuses(await with_({ webhook_secret: "whsec_x" }))).toEqual(["ok", "ok", "ok", "ok"]);
  });

  it.each([
    ["a wrong key", { api_key: "re_bad" }, 0, /does not accept the key/],
    ["an unknown domain", { mail_from: "a@nowhere.example.com" }, 1, /knows no domain nowhere\.example\.com/],
    ["Resend's own tracking", { mail_from: "a@tracked.example.com" }, 2, /wrapped twice/],
    ["no server", { base_url: "http://127.0.0.1:1" }, 0, /./],
  ])("is red for %s", async (_, changes, index, words) => {
    const steps = await with_(changes);
    expect(steps[index]).toMatchObject({ status: "failed", detail: expect.stringMatching(words) });
  });

  it("a key that may only send is fine, and it says what cannot be seen with it", async () => {
    const steps = await with_({ api_key: "re_good_sending" });
    expect(statuses(steps)).toEqual(["ok", "warning", "warning"]);
    expect(steps[1]?.detail).toMatch(/may only send/);
  });
});

describe("testing SMTP", () => {
  let server: SMTPServer;
  let port = 0;
  beforeAll(async () => {
    server = new SMTPServer({
      disabledCommands: ["STARTTLS"],
      allowInsecureAuth: true,
      authOptional: true,
      onAuth: ({ username, password }, _session, done) =>
        ["desk", "desk%zz.example"].includes(username ?? "") && password === "right"
          ? done(null, { user: username })
          : done(Object.assign(new Error("Authentication credentials invalid"), { responseCode: 535 })),
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = (server.server.address() as { port: number }).port;
  });
  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

  it("shows each step of a connection that works", async () => {
    const steps = await test("smtp", { url: `smtp://desk:right@127.0.0.1:${port}` });
    expect(statuses(steps)).toEqual(["ok", "ok", "ok"]);
    expect(steps[2]?.detail).toBe("Signed in as desk.");
  });

  it("signs in with a percent sign in the name as sending does", async () => {
    const steps = await test("smtp", { url: `smtp://desk%zz.example:right@127.0.0.1:${port}` });
    expect(steps[2]).toMatchObject({ status: "ok", detail: "Signed in as desk%zz.example." });
  });

  it("tells a wrong password from a server that is not there, and repeats no password", async () => {
    const refused = await test("smtp", { url: `smtp://desk:wrong-secret@127.0.0.1:${port}` });
    expect(refused.at(-1)).toMatchObject({ step: "Sign in", status: "failed" });
    const absent = await test("smtp", { url: "smtp://desk:wrong-secret@127.0.0.1:1" });
    expect(absent).toMatchObject([
      { step: "Connect", status: "failed", detail: expect.stringMatching(/Nothing listens/) },
    ]);
    expect(JSON.stringify([refused, absent])).not.toContain("wrong-secret");
  });

  it("says that TLS failed when the server speaks none", async () => {
    const steps = await test("smtp", { url: `smtps://desk:right@127.0.0.1:${port}` });
    expect(steps.at(-1)).toMatchObject({ step: "Encryption", status: "failed" });
  });

  it("says what was encrypted, and that nobody signed in where the server has no sign-in", async () => {
    expect((await test("smtp", { url: `smtp://127.0.0.1:${port}` }))[1]?.detail).toMatch(
      /^None: .*no STARTTLS/,
    );
    // A certificate that the server signed itself, as smtp-server brings it.
    const encrypted = new SMTPServer({ disabledCommands: ["AUTH"] });
    await new Promise<void>((resolve) => encrypted.listen(0, "127.0.0.1", resolve));
    const at = `desk:right@127.0.0.1:${(encrypted.server.address() as { port: number }).port}`;
    const refused = await test("smtp", { url: `smtp://${at}` });
    expect(refused.at(-1)).toMatchObject({ step: "Encryption", status: "failed" });
    const steps = await test("smtp", { url: `smtp://${at}?tls.rejectUnauthorized=false` });
    expect(steps).toMatchObject([
      { step: "Connect", status: "ok" },
      { step: "Encryption", status: "ok", detail: "The connection is encrypted by STARTTLS (TLSv1.3)." },
      { step: "Sign in", status: "warning", detail: expect.stringContaining("no sign-in here") },
    ]);
    await new Promise<void>((resolve) => encrypted.close(() => resolve()));
  });
});

describe("a connection test", () => {
  it("of IMAP names the mailbox and the step that failed", async () => {
    const steps = await test("imap", { mailboxes: "imap://ana:secret@127.0.0.1:1/INBOX" });
    expect(steps).toMatchObject([{ step: "ana@127.0.0.1/INBOX: connect", status: "failed" }]);
    expect(JSON.stringify(steps)).not.toContain("secret");
  });

  it("is for admins, refuses what could not be saved, and saves nothing", async () => {
    await expect(testConnection(agent, { slug: "smtp", settings: {} })).rejects.toThrow();
    await expect(test("smtp", { url: "smtp://169.254.169.254" })).rejects.toThrow(/cannot be used/);
    await expect(test("plausible", { base_url: "nonsense" })).rejects.toThrow(/full URL/);
    await test("plausible", { base_url: plausible.url, site_domain: site, api_key: "stats-key" });
    const rows = await database().select().from(integrationModules);
    expect(JSON.stringify(rows.map(({ settings, secrets }) => [settings, secrets]))).not.toContain(
      "127.0.0.1",
    );
  });
});
