import { and, eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { apiKeys, auditLog, sessions, users } from "@/db/schema/auth";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { env } from "@/env";
import { authenticateApiKey } from "@/services/api-keys/authenticate-api-key";
import { createApiKey } from "@/services/api-keys/create-api-key";
import { hashApiKey } from "@/services/api-keys/hash-api-key";
import { revokeApiKey } from "@/services/api-keys/revoke-api-key";
import type { Actor } from "./actor";
import { auth } from "./auth";
import { createUser } from "./create-user";
import { ensureEnvironmentApiKey, ensureFirstAdmin } from "./ensure-first-admin";
import { getActor, requireActor } from "./get-actor";
import { changePassword, updateOwnProfile } from "./own-account";
import { updateUser } from "./update-user";

useTestDatabase({ ADMIN_API_KEY: "an-admin-key-from-the-environment" });

const system: Actor = { kind: "system", name: "Test", role: "admin" };
const agent: Actor = { kind: "user", userId: "x", name: "Ana", email: "ana@example.com", role: "agent" };

/** Signs in as a browser would and returns the headers with its session cookie. */
async function signIn(email: string, password: string): Promise<Headers> {
  const response = await auth().api.signInEmail({ body: { email, password }, asResponse: true });
  if (!response.ok) throw new Error(`sign-in answered ${response.status}: ${await response.text()}`);
  const cookie = response.headers
    .getSetCookie()
    .map((line) => line.split(";")[0])
    .join("; ");
  return new Headers({ cookie });
}

describe("users", () => {
  it("sign in with the generated password, which must then be changed", async () => {
    const { generatedPassword } = await createUser(system, { name: "New", email: "New@Example.com" });
    const headers = await signIn("new@example.com", generatedPassword ?? "");
    expect(await getActor(headers)).toMatchObject({ role: "agent", mustChangePassword: true });
    await changePassword(await requireActor(headers), headers, {
      currentPassword: generatedPassword ?? "",
      newPassword: "a better password",
    });
    expect(await getActor(headers)).toMatchObject({ mustChangePassword: false });
    await expect(signIn("new@example.com", generatedPassword ?? "")).rejects.toThrow("401");
    await signIn("new@example.com", "a better password");
  });

  it("are signed out everywhere else when they change their password, and told when the present one is wrong", async () => {
    await createUser(system, { name: "Two", email: "two@example.com", password: "first password" });
    const [here, elsewhere] = [
      await signIn("two@example.com", "first password"),
      await signIn("two@example.com", "first password"),
    ];
    await expect(
      changePassword(await requireActor(here), here, {
        currentPassword: "wrong",
        newPassword: "second password",
      }),
    ).rejects.toMatchObject({
      field: "currentPassword",
    });
    await changePassword(await requireActor(here), here, {
      currentPassword: "first password",
      newPassword: "second password",
    });
    expect(await getActor(here)).not.toBeNull();
    expect(await getActor(elsewhere)).toBeNull();
  });

  it("take another name, and change their password, with an entry in the audit log", async () => {
    const { userId } = await createUser(system, {
      name: "Sly",
      email: "fox@example.com",
      password: "fox password",
    });
    const headers = await signIn("fox@example.com", "fox password");
    const user = await requireActor(headers);
    await updateOwnProfile(user, { name: "Admin", signatureHtml: "" });
    await updateOwnProfile(user, { name: "Admin", signatureHtml: "<p>Admin</p>" });
    await changePassword(user, headers, { currentPassword: "fox password", newPassword: "fox password 2" });
    const entries = await database().select().from(auditLog).where(eq(auditLog.actorUserId, userId));
    expect(entries).toMatchObject([
      {
        ...{ action: "user.updated", targetId: userId, actorName: "Sly" },
        changes: { name: { from: "Sly", to: "Admin" } },
      },
      { action: "user.password_changed", targetId: userId, changes: null },
    ]);
    expect(JSON.stringify(entries)).not.toContain("fox password");
  });

  it("have one account per address, whatever its case", async () => {
    await createUser(system, { name: "Dup", email: "dup@example.com" });
    await expect(createUser(system, { name: "Dup", email: "DUP@example.com" })).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("always leave an admin, whoever takes the role from whom at the same moment", async () => {
    for (let round = 0; round < 10; round++) {
      const made = [`one${round}`, `other${round}`].map((name) =>
        createUser(system, { name, email: `${name}@example.com`, role: "admin" }),
      );
      const [one, other] = (await Promise.all(made)).map(({ userId }) => userId) as [string, string];
      const rest = await database().select({ id: users.id }).from(users).where(eq(users.role, "admin"));
      for (const { id } of rest)
        if (id !== one && id !== other) await updateUser(system, id, { role: "agent" });
      const tries = await Promise.allSettled([
        updateUser(system, one, { role: "agent" }),
        updateUser(system, other, round % 2 ? { role: "agent" } : { active: false }),
      ]);
      expect(tries.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
      expect(tries.find(({ status }) => status === "rejected")).toMatchObject({
        reason: { code: "conflict" },
      });
    }
  });

  it("cannot be made, changed or given keys by an agent", async () => {
    await expect(createUser(agent, { name: "X", email: "x@example.com" })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(updateUser(agent, "x", { role: "admin" })).rejects.toMatchObject({ code: "forbidden" });
    await expect(createApiKey(agent, { name: "k", role: "admin" })).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(revokeApiKey(agent, 1)).rejects.toMatchObject({ code: "forbidden" });
  });

  it("cannot make themselves admin through sign-up or an update of their own account", async () => {
    await createUser(system, { name: "Sly", email: "sly@example.com", password: "sly password" });
    const headers = await signIn("sly@example.com", "sly password");
    const update = (body: object) =>
      auth().handler(
        new Request("http://localhost:3000/api/auth/update-user", {
          method: "POST",
          headers: {
            cookie: headers.get("cookie") ?? "",
            "content-type": "application/json",
            origin: "http://localhost:3000",
          },
          body: JSON.stringify(body),
        }),
      );
    await update({ role: "admin", name: "Sly" });
    expect(await getActor(headers)).toMatchObject({ role: "agent" });
    const signUp = await auth().handler(
      new Request("http://localhost:3000/api/auth/sign-up/email", {
        method: "POST",
        headers: { "content-type": "application/json", origin: "http://localhost:3000" },
        body: JSON.stringify({
          email: "new-admin@example.com",
          password: "0123456789",
          name: "N",
          role: "admin",
        }),
      }),
    );
    expect(signUp.status).toBeGreaterThanOrEqual(400);
  });

  it("lose every session at once when they are deactivated, and cannot sign in until they are let back", async () => {
    const { userId } = await createUser(system, {
      name: "Off",
      email: "off@example.com",
      password: "off password",
    });
    const headers = await signIn("off@example.com", "off password");
    await updateUser(system, userId, { active: false });
    expect(await getActor(headers)).toBeNull();
    expect(await database().select().from(sessions).where(eq(sessions.userId, userId))).toEqual([]);
    await expect(signIn("off@example.com", "off password")).rejects.toThrow("deactivated");
    await updateUser(system, userId, { active: true });
    await signIn("off@example.com", "off password");
  });

  it("leave a trace of who changed what", async () => {
    const { userId } = await createUser(system, { name: "Aud", email: "aud@example.com" });
    await updateUser(system, userId, { role: "admin" });
    const entries = await database().select().from(auditLog).where(eq(auditLog.targetId, userId));
    expect(entries.map((entry) => [entry.action, entry.actorName])).toEqual([
      ["user.created", "Test"],
      ["user.updated", "Test"],
    ]);
    expect(entries[1]?.changes).toEqual({ role: { from: "agent", to: "admin" } });
    await updateUser(system, userId, { role: "agent", active: false }).catch(() => {});
  });
});

describe("the first admin", () => {
  it("is made once, cannot be demoted while alone, and is not made again", async () => {
    await database().update(users).set({ role: "agent" });
    const made = await ensureFirstAdmin();
    expect(made?.email).toBe("admin@myportal.example");
    expect(await ensureFirstAdmin()).toBeNull();
    const headers = await signIn(made?.email ?? "", made?.password ?? "");
    const actor = await requireActor(headers, "admin");
    expect(actor.mustChangePassword).toBe(true);
    await expect(updateUser(actor, actor.userId, { role: "agent" })).rejects.toMatchObject({
      code: "conflict",
    });
    await expect(updateUser(actor, actor.userId, { active: false })).rejects.toMatchObject({
      code: "conflict",
    });
  });
});

describe("an admin from the environment", () => {
  it("exists beside the admins of the demo, with the given password, and is left alone from then on", async () => {
    Object.assign(env(), { ADMIN_EMAIL: "Boss@example.com", ADMIN_PASSWORD: "boss password" });
    expect(await ensureFirstAdmin()).toBeNull();
    const actor = await requireActor(await signIn("boss@example.com", "boss password"), "admin");
    expect(actor.mustChangePassword).toBe(false);
    await updateUser(system, actor.userId, { role: "agent" });
    expect(await ensureFirstAdmin()).toBeNull();
    expect(await getActor(await signIn("boss@example.com", "boss password"))).toMatchObject({
      role: "agent",
    });
  });
});

describe("API keys", () => {
  it("authenticate while they are not revoked, and are kept as a hash only", async () => {
    const { id, key } = await createApiKey(system, { name: "CI", role: "agent" });
    expect(await authenticateApiKey(`Bearer ${key}`)).toEqual({
      kind: "api_key",
      apiKeyId: id,
      name: "CI",
      role: "agent",
    });
    const [row] = await database().select().from(apiKeys).where(eq(apiKeys.id, id));
    expect(JSON.stringify(row)).not.toContain(key.slice(12));
    await revokeApiKey(system, id);
    expect(await authenticateApiKey(`Bearer ${key}`)).toBeNull();
  });

  it.each([null, "", "Bearer", "Bearer ", "Basic abc", "Bearer nope", "nope"])(
    "are not %j",
    async (header) => {
      expect(await authenticateApiKey(header)).toBeNull();
    },
  );

  it("of an agent has the admin's role while the environment names it, and ends with that", async () => {
    const named = env().ADMIN_API_KEY;
    const { key } = await createApiKey(system, { name: "Order system", role: "agent" });
    Object.assign(env(), { ADMIN_API_KEY: key });
    await ensureEnvironmentApiKey();
    expect(await authenticateApiKey(`Bearer ${key}`)).toMatchObject({ role: "admin" });
    Object.assign(env(), { ADMIN_API_KEY: named });
    await ensureEnvironmentApiKey();
    expect(await authenticateApiKey(`Bearer ${key}`)).toBeNull();
  });

  it("from the environment are made, replaced and revived with an entry in the audit log, and kept without one", async () => {
    const given = env().ADMIN_API_KEY;
    const entries = async () => {
      const rows = await database().select().from(auditLog).where(eq(auditLog.targetType, "api_key"));
      return rows
        .filter(({ changes }) => JSON.stringify(changes).includes("ADMIN_API_KEY (environment)"))
        .map(({ action, actorName }) => `${action} ${actorName}`);
    };
    Object.assign(env(), { ADMIN_API_KEY: undefined });
    await ensureEnvironmentApiKey();
    const before = (await entries()).length;
    Object.assign(env(), { ADMIN_API_KEY: "a-key-of-last-year-0123" });
    await ensureEnvironmentApiKey();
    await ensureEnvironmentApiKey();
    Object.assign(env(), { ADMIN_API_KEY: "a-key-of-this-year-4567" });
    await ensureEnvironmentApiKey();
    const [key] = await database()
      .select()
      .from(apiKeys)
      .where(eq(apiKeys.keyHash, hashApiKey("a-key-of-this-year-4567")));
    await revokeApiKey(system, key?.id ?? 0);
    await ensureEnvironmentApiKey();
    expect((await entries()).slice(before)).toEqual([
      "api_key.created MyPortal",
      "api_key.revoked MyPortal",
      "api_key.created MyPortal",
      "api_key.revoked Test",
      "api_key.created MyPortal",
    ]);
    Object.assign(env(), { ADMIN_API_KEY: given });
  });

  it("from the environment are made once by several processes that start at the same moment", async () => {
    const given = env().ADMIN_API_KEY;
    for (let start = 0; start < 5; start++) {
      // As at the first start of all.
      await database().delete(apiKeys);
      const key = `a-key-of-start-${start}-0123456789`;
      Object.assign(env(), { ADMIN_API_KEY: key });
      await Promise.all(Array.from({ length: 6 }, () => ensureEnvironmentApiKey()));
      const [made] = await database()
        .select()
        .from(apiKeys)
        .where(eq(apiKeys.keyHash, hashApiKey(key)));
      const entries = await database()
        .select()
        .from(auditLog)
        .where(and(eq(auditLog.action, "api_key.created"), eq(auditLog.targetId, String(made?.id))));
      expect(entries).toHaveLength(1);
    }
    Object.assign(env(), { ADMIN_API_KEY: given });
  });

  it("from the environment exist with the admin's role, and end when the value changes", async () => {
    await ensureEnvironmentApiKey();
    await ensureEnvironmentApiKey();
    expect(await authenticateApiKey("Bearer an-admin-key-from-the-environment")).toMatchObject({
      role: "admin",
    });
    Object.assign(env(), { ADMIN_API_KEY: "another-key-from-the-environment" });
    await ensureEnvironmentApiKey();
    expect(await authenticateApiKey("Bearer an-admin-key-from-the-environment")).toBeNull();
    expect(await authenticateApiKey("Bearer another-key-from-the-environment")).toMatchObject({
      role: "admin",
    });
  });
});
