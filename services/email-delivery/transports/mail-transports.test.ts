import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { mailTransports } from "@/db/schema/email";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { createTurns } from "../turns";
import type { ActiveTransport } from "./active-transport";
import { notePauseOver, pauseTransport, resumeTransport, transportState } from "./pause-transport";
import { reserveSendSlot } from "./reserve-send-slot";

useTestDatabase();

const transport = (perSecond: number, fingerprint = "a".repeat(64)): ActiveTransport => ({
  ...{ name: "resend", sharesMessages: false, concurrency: 1, perSecond, pauses: 0, fingerprint },
  air: createTurns(1),
  send: () => Promise.reject(new Error("sends nothing")),
  close() {},
  isClosed: () => false,
});
const row = async () =>
  (await database().select().from(mailTransports).where(eq(mailTransports.name, "resend")))[0];
const minutesLeft = async () => ((await row())?.pausedUntil?.getTime() ?? 0) / 60_000 - Date.now() / 60_000;
const letRunOut = () =>
  database().update(mailTransports).set({ pausedUntil: sql`UTC_TIMESTAMP(6) - INTERVAL 1 SECOND` });
beforeEach(() => notePauseOver(transport(0)));

describe("the rate limit of a transport", () => {
  it("gives the first message its turn at once, and the others theirs evenly, however many ask", async () => {
    const waits = await Promise.all(Array.from({ length: 12 }, () => reserveSendSlot(transport(1))));
    waits.sort((a, b) => a - b);
    expect(waits[0]).toBe(0);
    const last = waits.at(-1) ?? 0;
    // Eleven turns of a second after the first, less the time that asking took.
    expect(last).toBeGreaterThan(9_000);
    expect(last).toBeLessThanOrEqual(11_000);
    const gaps = waits.slice(2).map((wait, index) => wait - (waits[index + 1] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(1_001);
  });

  it("asks nothing where there is none", async () => {
    expect(await reserveSendSlot(transport(0))).toBe(0);
  });

  it("gives no turns away for the time in which nothing was sent", async () => {
    await database().update(mailTransports).set({ nextSendAt: sql`UTC_TIMESTAMP(6) - INTERVAL 1 HOUR` });
    expect(await reserveSendSlot(transport(5))).toBe(0);
    expect(await reserveSendSlot(transport(5))).toBeGreaterThan(100);
  });

  it("does not wait for a turn that was given before the database's clock was set back", async () => {
    await database().update(mailTransports).set({ nextSendAt: sql`UTC_TIMESTAMP(6) + INTERVAL 2 HOUR` });
    expect(await reserveSendSlot(transport(5))).toBe(0);
    const next = await reserveSendSlot(transport(5));
    expect(next).toBeGreaterThan(100);
    expect(next).toBeLessThanOrEqual(200);
    // What is far away and no mistake is waited for.
    await database().update(mailTransports).set({ nextSendAt: sql`UTC_TIMESTAMP(6) + INTERVAL 4 MINUTE` });
    expect(await reserveSendSlot(transport(5))).toBeGreaterThan(200_000);
  });
});

describe("a pause of a transport", () => {
  const refused = { pause: "authentication" as const, detail: "535 5.7.8 Bad credentials" };

  it("holds for every process until it runs out, then one message tries, and its success ends it", async () => {
    expect(await transportState(transport(0))).toBe("open");
    await pauseTransport(transport(0), refused);
    expect(await transportState(transport(0))).toBe("paused");
    expect(await row()).toMatchObject({ pauseKind: "authentication", pauseDetail: refused.detail });
    await letRunOut();
    expect(await transportState(transport(0))).toBe("trying");
    await notePauseOver(transport(0));
    expect(await transportState(transport(0))).toBe("open");
  });

  it("is 5 minutes for a sign-in that was refused, twice as long each time, an hour at most; several refusals are one", async () => {
    const lasted: number[] = [];
    for (let time = 0; time < 6; time++) {
      await Promise.all([1, 2, 3].map(() => pauseTransport(transport(0), refused)));
      lasted.push(Math.round(await minutesLeft()));
      await letRunOut();
    }
    expect(lasted).toEqual([5, 10, 20, 40, 60, 60]);
  });

  it("is an hour for a quota, or what the provider asks for", async () => {
    await pauseTransport(transport(0), { pause: "quota", detail: "daily" });
    expect(Math.round(await minutesLeft())).toBe(60);
    await letRunOut();
    await pauseTransport(transport(0), { pause: "quota", detail: "daily", retryAfterMs: 7_200_000 });
    expect(Math.round(await minutesLeft())).toBe(120);
  });

  it("is lifted by other settings, and can begin anew under them", async () => {
    await pauseTransport(transport(0), refused);
    const changed = transport(0, "b".repeat(64));
    expect(await transportState(changed)).toBe("open");
    await pauseTransport(changed, refused);
    expect(await transportState(changed)).toBe("paused");
    expect(Math.round(await minutesLeft())).toBe(5);
  });

  it("is ended by an admin who has seen to its cause, and by nobody else", async () => {
    const admin = { kind: "system", name: "Test", role: "admin" } as const;
    await expect(resumeTransport(admin, "resend")).rejects.toMatchObject({ code: "not_found" });
    await pauseTransport(transport(0), refused);
    const agent = { kind: "api_key", apiKeyId: 1, name: "Key", role: "agent" } as const;
    await expect(resumeTransport(agent, "resend")).rejects.toMatchObject({ code: "forbidden" });
    await resumeTransport(admin, "resend");
    expect(await transportState(transport(0))).toBe("trying");
  });
});
