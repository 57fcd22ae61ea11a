import { mkdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { SMTPServer } from "smtp-server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { integrationModules } from "@/db/schema/integration-modules";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { startPlausibleStandIn } from "@/e2e/support/plausible-stand-in";
import { startResendStandIn } from "@/e2e/support/resend-stand-in";
import type { Actor } from "@/services/auth/actor";
import { queueEmail } from "@/services/email-delivery/queue-email";
import { updateModule } from "@/services/integration-modules/update-module";
import { noteWorkerRun, workers } from "@/services/workers/worker-runs";
import { isSupported } from "./checks/database-version";
import { examine } from "./examine";
import { startDnsServer } from "./testing/dns-server";
import { findingOf, reconnect, setEnvironment } from "./testing/doctor-setup";

useTestDatabase();

const admin: Actor = { kind: "system", name: "Ada", role: "admin" };
const strong = "k3J9vQ2mXw7RtZ5pLb8NfH4cYd6GsA1uEoTiKqWy";
const broken = (words: RegExp) => ({
  status: "red",
  found: expect.stringMatching(words),
  mend: expect.stringMatching(/\w/),
});

afterEach(async () => {
  await database().update(integrationModules).set({ settings: {}, secrets: {}, enabled: false, version: 1 });
});

describe("the database", () => {
  afterEach(() => reconnect());

  it("is green as it is set up", async () => {
    const slugs = ["database-answers", "database-version", "database-clock", "database-time-zone"];
    slugs.push("database-isolation", "migrations-current", "event-journal");
    const results = await examine(admin, { slugs });
    expect(results.filter(({ status }) => status !== "green")).toEqual([]);
    expect(results).toHaveLength(slugs.length);
  });

  it("that is away is red once; what needs it is not looked at", async () => {
    const url = process.env.DATABASE_URL;
    setEnvironment({ DATABASE_URL: "mysql://myportal:pw@127.0.0.1:1/myportal" });
    await reconnect();
    const slugs = ["database-answers", "database-version", "outbox-backlog", "tracking-on", "workers-alive"];
    const results = await examine(admin, { slugs: [...slugs, "event-journal"] });
    setEnvironment({ DATABASE_URL: url });
    const statuses = Object.fromEntries(results.map(({ slug, status }) => [slug, status]));
    expect(statuses).toEqual({
      "database-answers": "red",
      "database-version": "amber",
      "outbox-backlog": "amber",
      "tracking-on": "amber",
      "workers-alive": "amber",
      "event-journal": "green",
    });
    expect(results.find(({ slug }) => slug === "database-answers")?.found).toMatch(/ECONNREFUSED/);
  });

  it.each([
    ["10.11.6-MariaDB-0+deb12u1", true],
    ["5.5.5-10.6.0-MariaDB", true],
    ["11.4.2-MariaDB", true],
    ["8.0.36", true],
    ["10.5.23-MariaDB", false],
    ["5.7.44-log", false],
  ])("of version %s is supported: %s", (version, supported) => {
    expect(isSupported(version)).toBe(supported);
  });

  it("whose clock is two minutes ahead is found", async () => {
    await reconnect(["SET SESSION timestamp = UNIX_TIMESTAMP() + 120"]);
    expect(await findingOf("database-clock")).toMatchObject(broken(/\b1(19|20)\.\d s ahead/));
  });

  it("whose connections lose their time zone and isolation is found", async () => {
    await reconnect([
      "SET SESSION time_zone = '+02:00'",
      "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
    ]);
    expect(await findingOf("database-time-zone")).toMatchObject(broken(/\+02:00.*7200 s/));
    expect(await findingOf("database-isolation")).toMatchObject(broken(/REPEATABLE-READ/));
  });

  it("that lacks a migration, or is ahead of this version, is found", async () => {
    const last = "0010_plausible_forwarding.sql";
    await database().execute(sql`UPDATE schema_migrations SET finished_at = NULL WHERE name = ${last}`);
    expect(await findingOf("migrations-current")).toMatchObject(broken(/0010_plausible_forwarding\.sql/));
    await database().execute(sql`UPDATE schema_migrations SET finished_at = NOW() WHERE name = ${last}`);
    await database().execute(
      sql`INSERT INTO schema_migrations (name, statements_done, finished_at) VALUES ('9999_later.sql', 1, NOW())`,
    );
    expect(await findingOf("migrations-current")).toMatchObject({
      status: "amber",
      found: expect.stringContaining("9999_later.sql"),
    });
    await database().execute(sql`DELETE FROM schema_migrations WHERE name = '9999_later.sql'`);
  });
});

describe("the disk", () => {
  it("that has no room for the journal, or cannot be written, is found", async () => {
    setEnvironment({ EVENT_JOURNAL_MAX_MB: "999999999" });
    expect(await findingOf("disk-space")).toMatchObject({
      status: "amber",
      found: expect.stringMatching(/may take 999,999,999 MB/),
    });
    const folder = process.env.DATA_DIR ?? "";
    const file = join(folder, "a-file");
    writeFileSync(file, "");
    setEnvironment({ EVENT_JOURNAL_MAX_MB: undefined, DATA_DIR: file });
    expect(await findingOf("disk-space")).toMatchObject(broken(/cannot be written/));
    setEnvironment({ DATA_DIR: folder });
  });

  it("on which events wait, or were set aside, is found", async () => {
    const folder = join(process.env.DATA_DIR ?? "", "event-journal", "a-dead-process");
    mkdirSync(folder, { recursive: true });
    const file = join(folder, "000001.journal");
    writeFileSync(file, "events");
    utimesSync(file, new Date(), new Date(Date.now() - 3_600_000));
    expect(await findingOf("event-journal")).toMatchObject({
      status: "amber",
      found: expect.stringMatching(/1 file \(1 KB\), the last written 1 hour ago/),
    });
    writeFileSync(`${file}.too-old`, "events");
    expect(await findingOf("event-journal")).toMatchObject(broken(/1 file was set aside/));
    rmSync(folder, { recursive: true });
  });
});

describe("the modules", () => {
  it("Plausible with a wrong key is found, and green once it is right", async () => {
    const plausible = await startPlausibleStandIn({ sites: ["desk.example.org"], statsKey: "right" });
    const settings = { base_url: plausible.url, site_domain: "desk.example.org", send_to_plausible: true };
    await updateModule(admin, "plausible", { enabled: true, settings: { ...settings, api_key: "wrong" } });
    expect(await findingOf("plausible-connection")).toMatchObject(broken(/does not accept the key/));
    await updateModule(admin, "plausible", { settings: { api_key: "right" } });
    expect(await findingOf("plausible-connection")).toMatchObject({ status: "green" });
    await plausible.close();
    expect(await findingOf("plausible-connection")).toMatchObject(broken(/Nothing listens/));
  });

  it("Resend's own tracking is found", async () => {
    const resend = await startResendStandIn({
      apiKey: "re_good",
      domains: [{ name: "desk.example.org", openTracking: true, clickTracking: true }],
    });
    await updateModule(admin, "resend", {
      enabled: true,
      settings: { base_url: resend.url, api_key: "re_good", mail_from: "a@desk.example.org" },
    });
    expect(await findingOf("resend-connection")).toMatchObject(broken(/wrapped twice/));
    await resend.close();
  });

  it("a mail server that does not let us in is found, without the password", async () => {
    const server = new SMTPServer({
      disabledCommands: ["STARTTLS"],
      allowInsecureAuth: true,
      onAuth: (_given, _session, done) =>
        done(Object.assign(new Error("Authentication credentials invalid"), { responseCode: 535 })),
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.server.address() as { port: number };
    await updateModule(admin, "smtp", {
      enabled: true,
      settings: { url: `smtp://desk:wrong-secret@127.0.0.1:${port}` },
    });
    const finding = await findingOf("smtp-connection");
    expect(finding).toMatchObject(broken(/Sign in: The server does not let us in/));
    expect(JSON.stringify(finding)).not.toContain("wrong-secret");
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  it("tracking that is switched off is named, and so are links", async () => {
    expect(await findingOf("tracking-on")).toMatchObject({
      status: "amber",
      found: expect.stringMatching(/module is disabled/),
    });
    await updateModule(admin, "plausible", { enabled: true, settings: { track_clicks: false } });
    expect(await findingOf("tracking-on")).toMatchObject({ status: "green" });
    expect(await findingOf("link-tracking-on")).toMatchObject({ status: "amber" });
  });

  it("secrets that were saved under another SECRET_KEY are named", async () => {
    await updateModule(admin, "plausible", { enabled: true, settings: { api_key: "a-key" } });
    expect(await findingOf("stored-secrets")).toMatchObject({ status: "green" });
    const key = process.env.SECRET_KEY;
    setEnvironment({ SECRET_KEY: strong });
    expect(await findingOf("stored-secrets")).toMatchObject(broken(/Plausible Analytics: api_key/));
    setEnvironment({ SECRET_KEY: key });
  });
});

describe("the sending domain's records", () => {
  let dns: Awaited<ReturnType<typeof startDnsServer>>;
  const key = `v=DKIM1; k=rsa; p=${"A".repeat(390)}`;
  beforeAll(async () => {
    dns = await startDnsServer({
      "good.org": ["some-site-verification=1", "v=spf1 mx -all"],
      "selector1._domainkey.good.org": [key],
      "_dmarc.good.org": ["v=DMARC1; p=none"],
      "twice.org": ["v=spf1 mx -all", "v=spf1 a -all"],
      "own._domainkey.twice.org": [key],
      "open.org": ["v=spf1 +all"],
      "gone._domainkey.open.org": [key],
      "mail._domainkey.open.org": ["v=DKIM1; p="],
      "bare.org": ["nothing"],
      "send.resend-user.org": ["v=spf1 include:amazonses.com ~all"],
    });
  });
  afterAll(async () => {
    await dns.close();
    setEnvironment({ SMTP_URL: undefined, MAIL_FROM: undefined });
  });
  beforeEach(() => setEnvironment({ SMTP_URL: "smtp://127.0.0.1:1" }));

  it.each([
    ["good.org", "spf", "green", /v=spf1 mx -all/],
    ["good.org", "dkim", "green", /selector1\._domainkey\.good\.org/],
    ["good.org", "dmarc", "green", /p=none/],
    ["sub.good.org", "dmarc", "green", /_dmarc\.good\.org/],
    ["bare.org", "spf", "red", /bare\.org has no SPF record/],
    ["bare.org", "dkim", "red", /publishes no DKIM key at all/],
    ["bare.org", "dmarc", "amber", /has no DMARC record/],
    ["nowhere.org", "spf", "red", /has no SPF record/],
    ["twice.org", "spf", "red", /2 SPF records/],
    ["twice.org", "dkim", "amber", /none of the usual names/],
    ["open.org", "spf", "amber", /Anybody may send/],
    ["open.org", "dkim", "red", /withdrawn/],
  ])("%s: %s is %s", async (domain, slug, status, words) => {
    setEnvironment({ MAIL_FROM: `Desk <help@${domain}>` });
    expect(await findingOf(slug, [dns.address])).toMatchObject({
      status,
      found: expect.stringMatching(words),
    });
  });

  it("of Resend are looked for where Resend has them", async () => {
    await updateModule(admin, "resend", {
      enabled: true,
      settings: { api_key: "re_x", mail_from: "a@resend-user.org" },
    });
    expect(await findingOf("spf", [dns.address])).toMatchObject({ status: "green" });
    expect(await findingOf("dkim", [dns.address])).toMatchObject(broken(/no key for Resend/));
  });

  it("are not called missing when no name server answers", async () => {
    setEnvironment({ MAIL_FROM: "help@good.org" });
    for (const slug of ["spf", "dkim", "dmarc"])
      expect(await findingOf(slug, ["127.0.0.1:1"])).toMatchObject({
        status: "amber",
        found: expect.stringMatching(/cannot be looked up from here \(E\w+\)/),
      });
  });

  it("do not matter while mail stays in the built-in inbox; a sender that nobody can have does once it leaves", async () => {
    setEnvironment({ MAIL_FROM: "help@desk.example" });
    expect(await findingOf("sender-address")).toMatchObject(broken(/help@desk\.example/));
    setEnvironment({ SMTP_URL: undefined });
    expect(await findingOf("spf", ["127.0.0.1:1"])).toMatchObject({ status: "green" });
    expect(await findingOf("mail-transport")).toMatchObject({ status: "amber" });
  });
});

describe("the workers", () => {
  it("that never ran, or stand still, are named; and green once they run", async () => {
    expect(await findingOf("workers-alive")).toMatchObject(broken(/The outbox has never run/));
    for (const { name } of workers) await noteWorkerRun(name);
    expect(await findingOf("workers-alive")).toMatchObject({ status: "green" });
    await database().execute(
      sql`UPDATE worker_leases SET last_run_at = UTC_TIMESTAMP(6) - INTERVAL 2 HOUR WHERE name = 'outbox'`,
    );
    const finding = await findingOf("workers-alive");
    expect(finding).toMatchObject(broken(/^The outbox ran 2 hours ago\.$/));
  });

  it("mail that waits too long, outgoing and incoming, is found", async () => {
    expect(await findingOf("outbox-backlog")).toMatchObject({ status: "green" });
    const notBefore = new Date(Date.now() - 3_600_000);
    await database().transaction((tx) =>
      queueEmail(tx, {
        ...{ kind: "direct", subject: "Late", html: "<p>Late</p>", track: false, notBefore },
        recipients: [{ email: "late@customer.example", role: "to" }],
      }),
    );
    expect(await findingOf("outbox-backlog")).toMatchObject(broken(/1 copy is due, the oldest since 1 hour/));
    await database().execute(sql`INSERT INTO inbound_emails (source, content_hash, size, received_at)
      VALUES ('http', REPEAT('0', 64), 1, UTC_TIMESTAMP(6) - INTERVAL 1 HOUR)`);
    expect(await findingOf("inbound-backlog")).toMatchObject(broken(/the oldest for 1 hour/));
  });
});

describe("secrets", () => {
  it.each([
    ["secret-key", { SECRET_KEY: "change-me-change-me-change-me-change-me" }, "red"],
    ["secret-key", { SECRET_KEY: strong }, "green"],
    ["admin-password", { ADMIN_PASSWORD: "still-in-here" }, "amber"],
    ["admin-api-key", { ADMIN_API_KEY: "my-admin-api-key" }, "amber"],
    ["admin-api-key", { ADMIN_API_KEY: strong }, "green"],
    ["signing-keys", { TRACKING_SIGNING_KEYS: "a:too-short" }, "red"],
    ["signing-keys", { TRACKING_SIGNING_KEYS: "derived::revoked" }, "red"],
    ["signing-keys", { TRACKING_SIGNING_KEYS: `a:${strong}` }, "green"],
    ["database-password", { DATABASE_URL: "mysql://myportal:myportal@127.0.0.1/x" }, "amber"],
    ["database-password", { DATABASE_URL: `mysql://myportal:${strong}@127.0.0.1/x` }, "green"],
  ])("%s with %o is %s", async (slug, variables, status) => {
    const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
    setEnvironment(variables);
    const finding = await findingOf(slug);
    setEnvironment(before);
    expect(finding.status).toBe(status);
    // It says what is wrong with a secret, and never the secret.
    for (const value of Object.values(variables)) expect(JSON.stringify(finding)).not.toContain(value);
  });

  it("demo accounts where others can sign in are found", async () => {
    await database().execute(sql`INSERT INTO app_state (name, value) VALUES ('demo_data', '{}')`);
    setEnvironment({ PORTAL_URL: "https://desk.example.org" });
    expect(await findingOf("demo-accounts")).toMatchObject({ status: "amber" });
    setEnvironment({ PORTAL_URL: "http://localhost:3000" });
    expect(await findingOf("demo-accounts")).toMatchObject({ status: "green" });
    setEnvironment({ PORTAL_URL: undefined });
  });
});
