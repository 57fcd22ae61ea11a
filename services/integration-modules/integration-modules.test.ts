import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { auditLog } from "@/db/schema/auth";
import { integrationModules } from "@/db/schema/integration-modules";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { listAuditLog } from "@/services/audit/list-audit-log";
import type { Actor } from "@/services/auth/actor";
import { ChangedMeanwhileError } from "@/services/errors";
import { effectiveSettings } from "./effective-settings";
import { getModule, listModules } from "./get-module";
import { currentTrackingSettings, forgetTrackingSettings, readTrackingSettings } from "./tracking-settings";
import { updateModule } from "./update-module";

const admin: Actor = { kind: "system", name: "Ada Admin", role: "admin" };
const agent: Actor = { kind: "api_key", apiKeyId: 7, name: "Agent key", role: "agent" };

useTestDatabase({
  PLAUSIBLE_TRACK_CLICKS: "false",
  PORTAL_URL: "https://support.example.com",
  SMTP_URL: "smtp://mail.example.com",
});

beforeEach(async () => {
  await database().update(integrationModules).set({ enabled: false, settings: {}, secrets: {}, version: 1 });
  await database().delete(auditLog);
  forgetTrackingSettings();
});

async function setting(name: string) {
  const { settings } = await getModule("plausible");
  return settings.find((candidate) => candidate.name === name);
}

describe("integration modules", () => {
  it("the migrations make every module, with Plausible disabled and Email always on", async () => {
    const modules = await listModules();
    expect(modules.map(({ slug, enabled }) => [slug, enabled])).toEqual([
      ["plausible", false],
      ["email", true],
      ["resend", false],
      ["smtp", true], // SMTP_URL is in the environment and nobody decided otherwise
      ["imap", false],
    ]);
    expect(modules[0]?.icon).toBe("📊");
  });

  it("a module that is always on cannot be switched off", async () => {
    await expect(updateModule(admin, "email", { enabled: false })).rejects.toThrow(/cannot be switched off/);
    expect((await getModule("email")).enabled).toBe(true);
  });

  it("what is saved wins over the environment, the environment over the default, and null goes back", async () => {
    expect(await setting("track_clicks")).toMatchObject({ value: false, source: "environment" });
    expect(await setting("track_opens")).toMatchObject({ value: true, source: "default" });
    await updateModule(admin, "plausible", { settings: { track_clicks: true, track_opens: false } });
    expect(await setting("track_clicks")).toMatchObject({ value: true, source: "saved" });
    expect(await setting("track_opens")).toMatchObject({ value: false, source: "saved" });
    await updateModule(admin, "plausible", { settings: { track_clicks: null } });
    expect(await setting("track_clicks")).toMatchObject({ value: false, source: "environment" });
  });

  it.each([
    ["url", "plausible", "base_url", "https://stats.example.com"],
    ["text", "plausible", "site_domain", "other.example.com"],
    ["secret", "resend", "api_key", "re_saved"],
    ["boolean", "plausible", "track_clicks", true],
    ["number", "plausible", "retention_days", 30],
    ["select", "plausible", "ip_storage", "none"],
    ["secret of several lines", "imap", "mailboxes", "imaps://a:b@imap.example.com/INBOX"],
  ])(
    "a %s says where its value is from and what a reset leads to, and goes back",
    async (_, slug, name, value) => {
      const view = async () => (await getModule(slug)).settings.find((candidate) => candidate.name === name);
      const before = await view();
      expect(before?.source).not.toBe("saved");
      await updateModule(admin, slug, { settings: { [name]: value } });
      const saved = await view();
      expect(saved).toMatchObject({ source: "saved", isSet: true });
      expect(saved?.value).toBe(saved?.type === "secret" ? null : value);
      expect(saved?.fallback).toEqual({ value: before?.value, isSet: before?.isSet, source: before?.source });
      await updateModule(admin, slug, { settings: { [name]: null } });
      expect(await view()).toEqual(before);
    },
  );

  it("the site's domain is the portal's host name until one is given", async () => {
    expect(await setting("site_domain")).toMatchObject({ value: "support.example.com", source: "default" });
  });

  it("a secret is stored encrypted, is never shown or audited, and can be used", async () => {
    const { module: view } = await updateModule(admin, "plausible", {
      settings: { api_key: "plausible-key-123" },
    });
    expect(view.settings.find(({ name }) => name === "api_key")).toMatchObject({ value: null, isSet: true });
    const [row] = await database()
      .select()
      .from(integrationModules)
      .where(eq(integrationModules.slug, "plausible"));
    expect(JSON.stringify(row)).not.toContain("plausible-key-123");
    expect(JSON.stringify(await listAuditLog())).not.toContain("plausible-key-123");
    expect((await effectiveSettings("plausible")).settings.api_key).toBe("plausible-key-123");
  });

  it("a secret moved to another place does not open, and counts as not set", async () => {
    await updateModule(admin, "resend", { settings: { api_key: "re_123" } });
    const [row] = await database()
      .select()
      .from(integrationModules)
      .where(eq(integrationModules.slug, "resend"));
    await database()
      .update(integrationModules)
      .set({ secrets: row?.secrets })
      .where(eq(integrationModules.slug, "plausible"));
    expect(await setting("api_key")).toMatchObject({ isSet: false });
  });

  it.each([
    ["base_url", "plausible.io", /full URL/],
    ["base_url", "ftp://plausible.io", /full URL/],
    ["base_url", "https://me:pw@plausible.io", /without a user name/],
    ["base_url", "http://169.254.169.254/latest", /metadata/],
    ["base_url", "http://[fe80::1]/", /cannot be used/],
    ["base_url", "http://[::ffff:169.254.169.254]/", /cannot be used/],
    ["base_url", "http://2852039166/", /cannot be used/],
    ["base_url", "http://metadata.google.internal/", /metadata/],
    ["base_url", 5, /Enter a URL/],
    ["site_domain", "https://example.com", /domain alone/],
    ["site_domain", "a,b", /domain alone/],
    ["track_opens", "yes", /yes or no/],
    ["tracking_mode", "some", /all, consented or off/],
    ["retention_days", 0, /at least 1 day/],
    ["retention_days", 1.5, /whole number/],
    ["api_key", "with space", /without spaces/],
    ["nonsense", true, /no setting/],
    ["__proto__x", true, /no setting/],
  ])("refuses %s = %j, naming the setting", async (field, value, message) => {
    const update = updateModule(admin, "plausible", { settings: { [field]: value } });
    await expect(update).rejects.toMatchObject({
      code: "invalid",
      field,
      message: expect.stringMatching(message),
    });
    expect((await getModule("plausible")).version).toBe(1);
  });

  it("a URL on this machine is accepted, unless private networks are switched off", async () => {
    await updateModule(admin, "plausible", { settings: { base_url: "http://127.0.0.1:8000/" } });
    expect(await setting("base_url")).toMatchObject({ value: "http://127.0.0.1:8000" });
    const update = updateModule(admin, "plausible", { settings: { allow_private_urls: false } });
    await expect(update).rejects.toMatchObject({ field: "base_url" });
  });

  it("a save of somebody else in between is told and changes nothing", async () => {
    const { version } = await getModule("plausible");
    await updateModule(admin, "plausible", { enabled: true, version });
    const second = updateModule(admin, "plausible", { enabled: false, version });
    await expect(second).rejects.toMatchObject({ code: "conflict" });
    expect((await getModule("plausible")).enabled).toBe(true);
  });

  it("who comes second is told every setting that is another one now, by whom, and what it was", async () => {
    const ben: Actor = { ...admin, name: "Ben" };
    await updateModule(admin, "plausible", { settings: { retention_days: 30 } });
    const { version } = await getModule("plausible");
    await updateModule(admin, "plausible", { settings: { retention_days: 60, api_key: "key-of-ada-1" } });
    await updateModule(ben, "plausible", { settings: { retention_days: 90, track_opens: false } });
    await updateModule(ben, "plausible", { enabled: true, settings: { track_opens: null } });
    const second = await updateModule(admin, "plausible", { settings: { retention_days: 7 }, version }).catch(
      (error) => error,
    );
    expect(second).toBeInstanceOf(ChangedMeanwhileError);
    expect(second.version).toBe(version + 3);
    expect(second.changes).toMatchObject([
      { field: "api_key", label: "API Key", from: null, to: "•••", by: "Ada Admin" },
      { field: "retention_days", label: "Keep events for (days)", from: 30, to: 90, by: "Ben" },
      { field: "enabled", from: false, to: true, by: "Ben" },
    ]);
    expect(second.changes[0].at).toBeInstanceOf(Date);
    expect((await setting("retention_days"))?.value).toBe(90);
    // Told, and saved upon what there is now.
    await updateModule(admin, "plausible", { settings: { retention_days: 7 }, version: second.version });
    expect((await setting("retention_days"))?.value).toBe(7);
  });

  it("of two saves at once of the same version, one wins and the other is told", async () => {
    const results = await Promise.allSettled(
      [100, 200].map((retention_days) =>
        updateModule(admin, "plausible", { settings: { retention_days }, version: 1 }),
      ),
    );
    expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });

  it("an agent changes nothing", async () => {
    await expect(updateModule(agent, "plausible", { enabled: true })).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  it("a change is in the audit log with what was and what is; saving the same again is no change", async () => {
    await updateModule(admin, "plausible", { enabled: true, settings: { retention_days: 30 } });
    const { module: again } = await updateModule(admin, "plausible", {
      enabled: true,
      settings: { retention_days: 30 },
    });
    expect(again.version).toBe(2);
    const { entries } = await listAuditLog();
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      actor: { kind: "system", name: "Ada Admin" },
      action: "integration_module.updated",
      targetId: "plausible",
      changes: { enabled: { from: false, to: true }, retention_days: { from: null, to: 30 } },
    });
  });

  it("a module that the environment switched on stays on when a setting is saved, and can be switched off", async () => {
    await updateModule(admin, "smtp", { settings: { mail_from: "Support <support@example.com>" } });
    expect((await getModule("smtp")).enabled).toBe(true);
    await updateModule(admin, "smtp", { enabled: false });
    expect((await effectiveSettings("smtp")).enabled).toBe(false);
  });
});

describe("tracking settings", () => {
  it("are read from the database at once, and the cached ones follow a save in this process", async () => {
    expect(await currentTrackingSettings()).toMatchObject({
      enabled: false,
      trackOpens: true,
      trackClicks: false,
    });
    await updateModule(admin, "plausible", { enabled: true, settings: { ip_storage: "none" } });
    expect(await readTrackingSettings(database())).toMatchObject({ enabled: true, ipStorage: "none" });
    expect(await currentTrackingSettings()).toMatchObject({ enabled: true, ipStorage: "none" });
  });

  it("what another process saved holds here within two seconds, without anybody waiting for it", async () => {
    await currentTrackingSettings();
    await database()
      .update(integrationModules)
      .set({ enabled: true, settings: { ip_storage: "full" } })
      .where(eq(integrationModules.slug, "plausible"));
    // At hand: no promise, so nothing to wait for.
    expect(currentTrackingSettings()).not.toBeInstanceOf(Promise);
    await expect
      .poll(() => currentTrackingSettings(), { timeout: 2_000 })
      .toMatchObject({ ipStorage: "full" });
  });

  it("a stored value that the schema no longer accepts is passed over, and the rest holds", async () => {
    await database()
      .update(integrationModules)
      .set({ enabled: true, settings: { retention_days: "soon", track_opens: false } })
      .where(eq(integrationModules.slug, "plausible"));
    expect(await readTrackingSettings(database())).toMatchObject({ retentionDays: 365, trackOpens: false });
  });
});
