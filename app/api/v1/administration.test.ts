import { beforeAll, describe, expect, it } from "vitest";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { callApi } from "./testing/api-client";
import { createTestKeys } from "./testing/api-keys";

useTestDatabase({
  PLAUSIBLE_TRACK_CLICKS: "false",
  SMTP_URL: "smtp://user:hidden-password@mail.example.com",
});

let admin: string;
beforeAll(async () => {
  admin = (await createTestKeys()).admin;
});

const ask = (method: string, path: string, body?: unknown) =>
  callApi(method, `/api/v1/${path}`, { key: admin, body });
const module = "integration-modules/plausible";
const conditional = (ifMatch: string, body: unknown) =>
  callApi("PATCH", `/api/v1/${module}`, { key: admin, body, headers: { "if-match": ifMatch } });

describe("integration modules over the API", () => {
  it("show what is in force and where it comes from, and never a secret", async () => {
    const saved = await ask("PATCH", module, { enabled: true, settings: { api_key: "plausible-secret-1" } });
    expect(saved.json).toMatchObject({
      slug: "plausible",
      icon: "📊",
      enabled: true,
      settings: {
        base_url: "https://plausible.io",
        track_opens: true,
        track_clicks: false,
        api_key_set: true,
      },
      sources: { track_opens: "default", track_clicks: "environment", api_key: "saved" },
    });
    const all = await ask("GET", "integration-modules");
    expect(all.json).toMatchObject({
      data: expect.arrayContaining([
        expect.objectContaining({ slug: "plausible" }),
        expect.objectContaining({
          slug: "resend",
          settings: expect.objectContaining({ api_key_set: false }),
        }),
        expect.objectContaining({ slug: "smtp" }),
        expect.objectContaining({ slug: "email" }),
        expect.objectContaining({ slug: "imap" }),
      ]),
      next_cursor: null,
    });
    const shown = JSON.stringify([saved.json, all.json, (await ask("GET", "audit-log")).json]);
    expect(shown).not.toMatch(/plausible-secret-1|hidden-password/);
  });

  it("change only what is given, and go back with null", async () => {
    await ask("PATCH", module, { settings: { track_clicks: true, site_domain: "support.example.com" } });
    const { json } = await ask("PATCH", module, { settings: { track_clicks: null } });
    expect(json).toMatchObject({
      settings: { track_clicks: false, site_domain: "support.example.com" },
      sources: { track_clicks: "environment", site_domain: "saved" },
    });
  });

  it.each([
    ["settings.base_url", { settings: { base_url: "ftp://example.com" } }],
    ["settings.base_url", { settings: { base_url: "http://169.254.169.254" } }],
    ["settings.track_opens", { settings: { track_opens: "maybe" } }],
    ["settings.retention_days", { settings: { retention_days: 0 } }],
    ["settings.colour", { settings: { colour: "red" } }],
    ["settings.api_key", { settings: { api_key: { nested: true } } }],
    ["enabled", { enabled: "yes" }],
    ["track_opens", { track_opens: true }],
  ])("refuse a wrong %s with a 422 that names it", async (field, body) => {
    expect(await ask("PATCH", module, body)).toMatchObject({ status: 422, json: { errors: [{ field }] } });
  });

  it("tell an admin of somebody else's save with a 409", async () => {
    const { json } = await ask("GET", module);
    const { version } = json as { version: number };
    expect((await ask("PATCH", module, { version, settings: { retention_days: 30 } })).status).toBe(200);
    const second = await ask("PATCH", module, { version, settings: { retention_days: 60 } });
    expect(second).toMatchObject({
      status: 409,
      json: {
        version: version + 1,
        changes: [{ field: "retention_days", to: 30, by: "Admin's program", at: expect.any(String) }],
      },
    });
  });

  it("have an ETag, and If-Match with it changes nothing that somebody saved since, and says what they did", async () => {
    const seen = (await ask("GET", module)).headers.get("etag") ?? "";
    expect(seen).toMatch(/^"\d+"$/);
    const first = await conditional(seen, { settings: { retention_days: 31 } });
    expect(first.status).toBe(200);
    expect(first.headers.get("etag")).toMatch(/^"\d+"$/);
    expect(first.headers.get("etag")).not.toBe(seen);
    const second = await conditional(seen, { settings: { retention_days: 61, track_opens: false } });
    expect(second).toMatchObject({
      status: 412,
      json: {
        version: (first.json as { version: number }).version,
        changes: [{ field: "retention_days", to: 31, by: "Admin's program", at: expect.any(String) }],
      },
    });
    expect((await ask("GET", module)).json).toMatchObject({
      settings: { retention_days: 31, track_opens: true },
    });
    const both = `"1", ${first.headers.get("etag")}`;
    expect((await conditional(both, { settings: { retention_days: 32 } })).status).toBe(200);
  });

  it("take If-Match: * and no condition alike, and refuse what is no tag, a weak one, and two conditions that differ", async () => {
    const { version } = (await ask("GET", module)).json as { version: number };
    const change = { settings: { track_opens: false } };
    for (const [ifMatch, body, status] of [
      [String(version), change, 400],
      [`W/"${version}"`, change, 412],
      ['"nothing-of-ours"', change, 412],
      [`"${version}"`, { ...change, version: version - 1 }, 422],
      [`"${version - 1}"`, { ...change, version: version - 1 }, 412],
    ] as const)
      expect((await conditional(ifMatch, body)).status, ifMatch).toBe(status);
    expect((await ask("GET", module)).json).toMatchObject({ version, settings: { track_opens: true } });
    expect((await conditional("*", { settings: { track_opens: true } })).status).toBe(200);
  });

  it("changed without a condition, say what the change replaced", async () => {
    await ask("PATCH", module, { settings: { retention_days: 40, api_key: "plausible-secret-2" } });
    const { json } = await ask("PATCH", module, {
      settings: { retention_days: 50, api_key: "plausible-secret-3", ip_storage: "truncated" },
    });
    expect(json).toMatchObject({
      changes: [
        { field: "retention_days", from: 40, to: 50 },
        { field: "api_key", from: "•••", to: "•••" },
        { field: "ip_storage", from: null, to: "truncated" },
      ],
    });
    const nothing = await ask("PATCH", module, { settings: { retention_days: 50 } });
    expect(nothing.json).toMatchObject({ changes: [] });
  });

  it("that are always on name the switch when it is wrong", async () => {
    expect(await ask("PATCH", "integration-modules/email", { enabled: false })).toMatchObject({
      status: 422,
      json: { errors: [{ field: "enabled" }] },
    });
  });

  it("that do not exist are a 404", async () => {
    expect((await ask("GET", "integration-modules/nothing")).status).toBe(404);
    expect((await ask("PATCH", "integration-modules/nothing", {})).status).toBe(404);
  });
});

describe("users, keys and the audit log over the API", () => {
  it("a user is created once, with a password that is shown once", async () => {
    const made = await ask("POST", "users", { name: "Ana", email: "Ana@Example.com", role: "agent" });
    expect(made).toMatchObject({
      status: 201,
      json: { email: "ana@example.com", role: "agent", active: true, must_change_password: true },
    });
    const { generated_password } = made.json as { generated_password: string };
    expect(generated_password.length).toBeGreaterThanOrEqual(16);
    const chosen = await ask("POST", "users", {
      name: "Bo",
      email: "bo@example.com",
      password: "a long password",
    });
    expect(chosen.json).toMatchObject({ generated_password: null, must_change_password: false });
    expect((await ask("POST", "users", { name: "Ana", email: "ana@example.com" })).status).toBe(409);
    const listed = JSON.stringify((await ask("GET", "users")).json);
    expect(listed).toContain("bo@example.com");
    expect(listed).not.toContain(generated_password);
  });

  it.each([
    ["name", { email: "x@example.com" }],
    ["email", { name: "X", email: "x" }],
    ["role", { name: "X", email: "x@example.com", role: "owner" }],
    ["password", { name: "X", email: "x@example.com", password: "short" }],
    ["is_admin", { name: "X", email: "x@example.com", is_admin: true }],
  ])("a user with a wrong %s is a 422", async (field, body) => {
    expect(await ask("POST", "users", body)).toMatchObject({ status: 422, json: { errors: [{ field }] } });
  });

  it("a new key works at once with its role, and stops at once when it is revoked", async () => {
    const made = await ask("POST", "api-keys", { name: "Robot", role: "agent" });
    expect(made.status).toBe(201);
    const { id, key } = made.json as { id: number; key: string };
    expect(made.json).toEqual({ id, key });
    expect((await callApi("GET", "/api/v1/tickets", { key })).status).toBe(200);
    expect((await callApi("GET", "/api/v1/users", { key })).status).toBe(403);
    expect(JSON.stringify((await ask("GET", "api-keys")).json)).not.toContain(key);
    expect(await ask("DELETE", `api-keys/${id}`)).toMatchObject({ status: 204, json: null });
    expect((await callApi("GET", "/api/v1/tickets", { key })).status).toBe(401);
    expect((await ask("DELETE", `api-keys/${id}`)).status).toBe(204);
    expect((await ask("DELETE", "api-keys/999999")).status).toBe(404);
  });

  it.each(["integration-modules", "users", "api-keys", "audit-log"])(
    "%s are listed page by page, each entry once",
    async (path) => {
      type Page = { data: { id?: unknown; slug?: string }[]; next_cursor: string | null };
      const whole = (await ask("GET", `${path}?limit=100`)).json as Page;
      expect(whole.next_cursor).toBeNull();
      expect(whole.data.length).toBeGreaterThan(1);
      const paged: Page["data"] = [];
      let cursor: string | null = null;
      do {
        const query: string = cursor ? `?limit=1&cursor=${cursor}` : "?limit=1";
        const page = (await ask("GET", path + query)).json as Page;
        expect(page.data).toHaveLength(1);
        paged.push(...page.data);
        cursor = page.next_cursor;
      } while (cursor);
      expect(paged).toEqual(whole.data);
      expect((await ask("GET", `${path}?cursor=nonsense`)).status).toBe(422);
    },
  );

  it("the audit log says which key did what", async () => {
    await ask("PATCH", module, { enabled: false });
    const { json } = await ask("GET", "audit-log?limit=1");
    expect(json).toMatchObject({
      data: [
        {
          action: "integration_module.updated",
          target_id: "plausible",
          actor: { kind: "api_key", name: "Admin's program" },
          changes: { enabled: { from: true, to: false } },
        },
      ],
    });
  });
});
