import { spawn } from "node:child_process";
import { once } from "node:events";
import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { auditLog } from "@/db/schema/auth";
import { integrationModules } from "@/db/schema/integration-modules";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { env } from "@/env";
import type { Actor } from "@/services/auth/actor";
import { readSignedAddress, signedLocalPart } from "@/services/email-delivery/signed-address";
import { addressErasedAt, noteErasedAddress } from "@/services/privacy/erased-addresses";
import { effectiveSettings } from "./effective-settings";
import { getModule } from "./get-module";
import { rotateSecrets } from "./rotate-secrets";
import { decryptSecret, encryptSecret, openSecret } from "./secrets";
import { updateModule } from "./update-module";

const admin: Actor = { kind: "system", name: "Ada Admin", role: "admin" };
const before = "the-key-before-that-only-tests-use-0123456789";
const after = "the-key-after-that-only-tests-use-9876543210";

useTestDatabase({ SECRET_KEY: before });

/** As a process that was started with these would see the world. */
function restartWith(SECRET_KEY: string, ...PREVIOUS_SECRET_KEYS: string[]) {
  Object.assign(env(), { SECRET_KEY, PREVIOUS_SECRET_KEYS });
}

beforeEach(async () => {
  restartWith(before);
  await database().update(integrationModules).set({ enabled: false, settings: {}, secrets: {}, version: 1 });
  await database().delete(auditLog);
  await updateModule(admin, "plausible", { settings: { api_key: "plausible-key" } });
  await updateModule(admin, "resend", { settings: { api_key: "re_key", webhook_secret: "whsec_x" } });
});

const keyOf = async () => (await effectiveSettings("plausible")).settings.api_key;

describe("changing SECRET_KEY", () => {
  it("with the old one named, secrets stay readable, and are encrypted anew by the command", async () => {
    restartWith(after, before);
    expect(await keyOf()).toBe("plausible-key");
    const told: [string, number][] = [];
    expect(await rotateSecrets(admin, (slug, count) => told.push([slug, count]))).toEqual({
      rotated: 3,
      current: 0,
    });
    expect(told).toEqual([
      ["plausible", 1],
      ["resend", 2],
    ]);
    restartWith(after);
    expect(await keyOf()).toBe("plausible-key");
    expect((await effectiveSettings("resend")).settings).toMatchObject({
      api_key: "re_key",
      webhook_secret: "whsec_x",
    });
    expect(await rotateSecrets(admin)).toEqual({ rotated: 0, current: 3 });
    const entries = await database()
      .select()
      .from(auditLog)
      .where(eq(auditLog.action, "integration_module.secrets_rotated"));
    expect(entries.map(({ targetId }) => targetId)).toEqual(["plausible", "resend"]);
    expect(JSON.stringify(entries)).not.toMatch(/plausible-key|re_key|whsec/);
  });

  it("a form that was open meanwhile can still be saved", async () => {
    const { version } = await getModule("resend");
    restartWith(after, before);
    await rotateSecrets(admin);
    await updateModule(admin, "resend", { settings: { rate_per_second: 2 }, version });
  });

  it("a wrong old key is refused, naming what does not open, and changes nothing", async () => {
    const stored = () => database().select().from(integrationModules);
    const untouched = await stored();
    restartWith(after, "quite-another-key-that-nothing-was-saved-under");
    await expect(rotateSecrets(admin)).rejects.toThrow(
      /^3 of 3 secrets open neither .*plausible\/api_key, resend\/\w+, resend\/\w+\. Nothing was changed/,
    );
    expect(await stored()).toEqual(untouched);
    const view = (await getModule("plausible")).settings.find(({ name }) => name === "api_key");
    expect(view).toMatchObject({ isSet: false, isUnreadable: true });
  });

  it("what was signed before is still recognised: reply addresses, and addresses that were erased", async () => {
    const kind = { letter: "t", purpose: "reply-addresses" } as const;
    const address = `support+${signedLocalPart(kind, 42)}@example.com`;
    await noteErasedAddress(database(), "gone@example.com");
    restartWith(after, before);
    expect(readSignedAddress(kind, address)).toBe(42);
    expect(await addressErasedAt(database(), "gone@example.com")).toBeInstanceOf(Date);
    restartWith(after);
    expect(readSignedAddress(kind, address)).toBeNull();
  });
});

describe("npm run rotate-keys", () => {
  function run(secretKey: string, previous: string) {
    const child = spawn(
      process.execPath,
      ["--import", "tsx", "services/integration-modules/rotate-keys-program.ts"],
      { env: { ...process.env, SECRET_KEY: secretKey, PREVIOUS_SECRET_KEYS: previous } },
    );
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
    return { child, ended: once(child, "close").then(([code]) => ({ code, output })) };
  }

  it("that is killed in the middle leaves every secret readable, and finishes when it is run again", async () => {
    const secret = (slug: string) => ({ token: encryptSecret(`of ${slug}`, `${slug}/token`) });
    const rows = Array.from({ length: 300 }, (_, index) => `kill-${index}`).map((slug) => ({
      ...{ slug, name: slug, description: "", icon: "", settings: {}, secrets: secret(slug) },
      updatedAt: new Date(),
    }));
    await database().insert(integrationModules).values(rows);
    const first = run(after, before);
    await once(first.child.stdout, "data");
    first.child.kill("SIGKILL");
    await first.ended;

    restartWith(after, before);
    const opened = async () => {
      const stored = await database().select().from(integrationModules);
      return stored.flatMap(({ slug, secrets }) =>
        Object.entries(secrets as Record<string, string>).map(([name, value]) =>
          openSecret(value, `${slug}/${name}`),
        ),
      );
    };
    const inBetween = await opened();
    const done = inBetween.filter(({ isCurrent }) => isCurrent).length;
    expect(inBetween).toHaveLength(303);
    expect(done).toBeGreaterThan(0);
    expect(done).toBeLessThan(303);

    const { code, output } = await run(after, before).ended;
    expect(code).toBe(0);
    expect(output).toContain(`${303 - done} secrets encrypted with the new key, ${done} were before.`);
    expect((await opened()).every(({ isCurrent }) => isCurrent)).toBe(true);
    const stored = await database().select().from(integrationModules);
    const plain = stored.flatMap(({ slug, secrets }) =>
      Object.entries(secrets as Record<string, string>).map(([name, value]) =>
        decryptSecret(value, `${slug}/${name}`),
      ),
    );
    expect(plain).toContain("of kill-299");
  });

  it("says in words that the old key is the wrong one", async () => {
    const { code, output } = await run(after, "a-wrong-key-that-is-at-least-32-characters").ended;
    expect(code).toBe(1);
    expect(output).toMatch(/open neither with SECRET_KEY nor/);
    expect(output).not.toMatch(/ {4}at /);
  });
});
