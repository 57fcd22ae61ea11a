import { beforeAll, describe, expect, it } from "vitest";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { accessFor } from "@/services/auth/access-rules";
import { operations } from "@/services/http-api/operations";
import { callApi, routeFiles } from "./testing/api-client";
import { createTestKeys } from "./testing/api-keys";

useTestDatabase();

let keys: Awaited<ReturnType<typeof createTestKeys>>;
beforeAll(async () => {
  keys = await createTestKeys();
});

/** The paths as somebody would ask for them. Whatever they name does not exist: only who may ask is of interest. */
const paths = routeFiles.map(({ path }) => path.replace(/\{id\}/, "999999").replace(/\{\w+\}/, "nothing"));
const calls = paths.flatMap((path) =>
  ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].map((method) => ({ method, path })),
);

/** Written out, so that a path that changes sides is noticed here. */
const adminOnly = [
  "/api/v1/api-keys",
  "/api/v1/api-keys/{id}",
  "/api/v1/audit-log",
  "/api/v1/audit-log/export",
  "/api/v1/contacts",
  "/api/v1/contacts/{id}",
  "/api/v1/contacts/{id}/erase",
  "/api/v1/contacts/{id}/export",
  "/api/v1/doctor",
  "/api/v1/integration-modules",
  "/api/v1/integration-modules/{slug}",
  "/api/v1/users",
];

describe("who may ask the API", () => {
  it("settings, users, keys and the audit log are the admin's", () => {
    const documented = new Set(operations.map(({ path }) => path));
    expect([...documented].filter((path) => accessFor(path) === "admin-api-key").sort()).toEqual(adminOnly);
  });

  it.each(calls)("$method $path answers 401 without a key that is valid", async ({ method, path }) => {
    for (const key of [undefined, keys.revoked, `${keys.admin}x`]) {
      const { status, headers } = await callApi(method, path, { key });
      expect(status).toBe(401);
      expect(headers.get("www-authenticate")).toBe(
        `Bearer realm="MyPortal"${key ? ', error="invalid_token"' : ""}`,
      );
    }
  });

  it.each(calls)(
    "$method $path is open to an agent's key unless it is the admin's",
    async ({ method, path }) => {
      const { status } = await callApi(method, path, { key: keys.agent });
      if (accessFor(path) === "admin-api-key") expect(status).toBe(403);
      else expect([401, 403]).not.toContain(status);
    },
  );

  it.each(calls)("$method $path is open to an admin's key", async ({ method, path }) => {
    const { status } = await callApi(method, path, { key: keys.admin });
    expect([401, 403]).not.toContain(status);
  });

  it("a session cookie or a key in another scheme is not a key", async () => {
    const basic = Buffer.from(`x:${keys.admin}`).toString("base64");
    const attempts: Record<string, string>[] = [
      { authorization: `Basic ${basic}` },
      { authorization: keys.admin },
      { cookie: `session=${keys.admin}` },
    ];
    for (const headers of attempts) {
      expect((await callApi("GET", "/api/v1/users", { headers })).status).toBe(401);
    }
  });
});
