import { EventEmitter, once } from "node:events";
import { eq, isNotNull, sql } from "drizzle-orm";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { connection, database } from "@/db/client";
import { apiKeys, idempotencyKeys } from "@/db/schema/auth";
import { tickets } from "@/db/schema/tickets";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { runOnce } from "@/services/idempotency/run-once";
import { callApi } from "./testing/api-client";
import { createTestKeys } from "./testing/api-keys";

useTestDatabase();

let keys: Awaited<ReturnType<typeof createTestKeys>>;
beforeAll(async () => {
  keys = await createTestKeys();
});

const ticket = (subject: string) => ({
  subject,
  requester: { email: "dana@example.org" },
  text: "It burns.",
});

const post = (idempotencyKey: string, body: unknown, options: { path?: string; key?: string } = {}) =>
  callApi("POST", options.path ?? "/api/v1/tickets", {
    key: options.key ?? keys.agent,
    body,
    headers: { "idempotency-key": idempotencyKey },
  });

async function ticketsNamed(subject: string): Promise<number> {
  return (await database().select().from(tickets).where(eq(tickets.subject, subject))).length;
}

async function ageKey(idempotencyKey: string, change: { minutes: number; unfinished: boolean }) {
  await database()
    .update(idempotencyKeys)
    .set({
      createdAt: sql`UTC_TIMESTAMP(6) - INTERVAL ${change.minutes} MINUTE`,
      ...(change.unfinished ? { responseStatus: null, responseBody: null } : {}),
    })
    .where(eq(idempotencyKeys.idempotencyKey, idempotencyKey));
}

describe("idempotency keys", () => {
  it("give the same request the same answer and do the work once", async () => {
    const first = await post("once", ticket("once"));
    const second = await post("once", ticket("once"));
    expect(first.status).toBe(201);
    expect(first.headers.get("idempotency-replayed")).toBeNull();
    expect(second.status).toBe(201);
    expect(second.headers.get("idempotency-replayed")).toBe("true");
    expect(second.json).toEqual(first.json);
    expect(second.headers.get("location")).toBe(first.headers.get("location"));
    expect(await ticketsNamed("once")).toBe(1);
  });

  it("refuse another body, and another path with the same body, with a 422", async () => {
    await post("other", ticket("other"));
    const body = await post("other", ticket("something else"));
    const path = await post("other", ticket("other"), { path: "/api/v1/tickets?x=1" });
    for (const { status, json } of [body, path]) {
      expect(status).toBe(422);
      expect(json).toMatchObject({ errors: [{ field: "Idempotency-Key" }] });
    }
    expect(await ticketsNamed("something else")).toBe(0);
  });

  it("belong to the API key that used them", async () => {
    await post("shared", ticket("shared"));
    const other = await post("shared", ticket("shared"), { key: keys.admin });
    expect(other.headers.get("idempotency-replayed")).toBeNull();
    expect(await ticketsNamed("shared")).toBe(2);
  });

  it("let one of many simultaneous requests work; the others are told to wait or get its answer", async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => post("race", ticket("race"))));
    const statuses = new Set(answers.map(({ status }) => status));
    expect(statuses.has(201)).toBe(true);
    for (const status of statuses) expect([201, 409]).toContain(status);
    const fresh = answers.filter(
      ({ status, headers }) => status === 201 && !headers.has("idempotency-replayed"),
    );
    expect(fresh).toHaveLength(1);
    expect(await ticketsNamed("race")).toBe(1);
  });

  it("answer 409 while the first request is at work, and are taken over when its process has died", async () => {
    await post("died", ticket("died"));
    await ageKey("died", { minutes: 1, unfinished: true });
    expect((await post("died", ticket("died"))).status).toBe(409);
    await ageKey("died", { minutes: 6, unfinished: true });
    const again = await post("died", ticket("died"));
    expect(again.status).toBe(201);
    expect(again.headers.get("idempotency-replayed")).toBeNull();
  });

  it("are not had by another request when the first one's process has died", async () => {
    await post("died-too", ticket("died-too"));
    await ageKey("died-too", { minutes: 6, unfinished: true });
    const other = await post("died-too", ticket("something else entirely"));
    expect(other).toMatchObject({ status: 422, json: { errors: [{ field: "Idempotency-Key" }] } });
    expect(await ticketsNamed("something else entirely")).toBe(0);
  });

  it("are kept by a first request that takes longer than anybody waits", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const request = { apiKeyId: keys.agentKeyId, key: "slow", requestHash: "a".repeat(64) };
    const answer = { status: 201, body: "{}" };
    const steps = new EventEmitter();
    const started = once(steps, "started");
    const first = runOnce(request, async () => {
      const finished = once(steps, "finish");
      steps.emit("started");
      await finished;
      return answer;
    });
    await started;
    await ageKey("slow", { minutes: 4, unfinished: true });
    vi.advanceTimersByTime(60_000);
    vi.useRealTimers();
    await new Promise((resolve) => setTimeout(resolve, 200));
    await database()
      .update(idempotencyKeys)
      .set({ createdAt: sql`${idempotencyKeys.createdAt} - INTERVAL 2 MINUTE` })
      .where(eq(idempotencyKeys.idempotencyKey, "slow"));
    await expect(runOnce(request, async () => answer)).rejects.toMatchObject({ code: "conflict" });
    steps.emit("finish");
    expect(await first).toEqual({ ...answer, replayed: false });
    expect(await runOnce(request, async () => answer)).toEqual({ ...answer, replayed: true });
  });

  it("hold for 24 hours, and expired ones are removed", async () => {
    await post("day", ticket("day"));
    await ageKey("day", { minutes: 24 * 60 - 1, unfinished: false });
    expect((await post("day", ticket("day"))).headers.get("idempotency-replayed")).toBe("true");
    await ageKey("day", { minutes: 24 * 60 + 1, unfinished: false });
    expect((await post("day", ticket("another body"))).status).toBe(201);
    await ageKey("day", { minutes: 24 * 60 + 1, unfinished: false });
    await post("next", ticket("next"));
    const left = await database()
      .select()
      .from(idempotencyKeys)
      .where(eq(idempotencyKeys.idempotencyKey, "day"));
    expect(left).toEqual([]);
  });

  it("repeat a refusal, but are not used up by what does not validate or by a failure of the portal", async () => {
    const missing = { path: "/api/v1/tickets/999999/replies" };
    const first = await post("refused", { html: "<p>x</p>" }, missing);
    expect(first).toMatchObject({ status: 404, json: { request_id: first.headers.get("x-request-id") } });
    const repeated = await post("refused", { html: "<p>x</p>" }, missing);
    expect(repeated).toMatchObject({ status: 404, json: first.json });
    expect(repeated.headers.get("idempotency-replayed")).toBe("true");

    expect((await post("fixed", { subject: "" })).status).toBe(422);
    expect((await post("fixed", ticket("fixed"))).status).toBe(201);

    await connection().pool.query("RENAME TABLE contacts TO contacts_gone");
    const failed = await post("failed", ticket("failed"));
    await connection().pool.query("RENAME TABLE contacts_gone TO contacts");
    expect(failed.status).toBe(500);
    expect((await post("failed", ticket("failed"))).status).toBe(201);
  });

  it("keep what is shown once encrypted, and still repeat it", async () => {
    const create = () =>
      post("secret", { name: "Robot", role: "agent" }, { path: "/api/v1/api-keys", key: keys.admin });
    const first = (await create()).json as { id: number; key: string };
    expect((await create()).json).toEqual(first);
    const rows = await database()
      .select()
      .from(idempotencyKeys)
      .where(isNotNull(idempotencyKeys.responseBody));
    expect(JSON.stringify(rows)).not.toContain(first.key);
    const made = await database().select().from(apiKeys).where(eq(apiKeys.name, "Robot"));
    expect(made).toHaveLength(1);
  });

  it.each(["a b", "é", "x".repeat(256)])("%j is no key", async (key) => {
    expect((await post(key, ticket("bad key"))).status).toBe(422);
    expect(await ticketsNamed("bad key")).toBe(0);
  });
});
