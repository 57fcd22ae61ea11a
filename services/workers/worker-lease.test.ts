import { eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { database } from "@/db/client";
import { workerLeases } from "@/db/schema/workers";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { underWorkerLease } from "./worker-lease";

useTestDatabase();
beforeEach(() => database().delete(workerLeases));

const letExpire = () =>
  database().update(workerLeases).set({ leasedUntil: sql`UTC_TIMESTAMP(6) - INTERVAL 1 SECOND` });

describe("work that one process at a time does", () => {
  it("is done by one of several that ask at once", async () => {
    let letGo = () => {};
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    let refused = 0;
    const asked = Array.from({ length: 5 }, async () => {
      const done = await underWorkerLease("work", () => gate.then(() => true));
      if (done === null) refused++;
    });
    await expect.poll(() => refused).toBe(4);
    letGo();
    await Promise.all(asked);
    expect(refused).toBe(4);
  });

  it("can be done again by the next once it is done, also when it failed", async () => {
    const failing = underWorkerLease("work", () => Promise.reject(new Error("no")));
    await expect(failing).rejects.toThrow("no");
    expect(await underWorkerLease("work", async () => 1)).toBe(1);
    expect(await underWorkerLease("work", async () => 2)).toBe(2);
  });

  it("goes over to another when a process says nothing any more, and the first one is told", async () => {
    await underWorkerLease("work", async (first) => {
      expect(await underWorkerLease("work", async () => "other")).toBeNull();
      await letExpire();
      await underWorkerLease("work", async () => {
        expect(await first.renew()).toBe(false);
      });
    });
  });

  it("the end of one that lost its lease does not take it from its successor", async () => {
    let endFirst = () => {};
    const first = underWorkerLease("work", () => new Promise<void>((resolve) => (endFirst = resolve)));
    await expect.poll(async () => (await database().select().from(workerLeases)).length).toBe(1);
    await expect.poll(async () => (await database().select().from(workerLeases))[0]?.owner).not.toBeNull();
    await letExpire();
    await underWorkerLease("work", async (second) => {
      endFirst();
      await first;
      expect(await second.renew()).toBe(true);
      const [row] = await database().select().from(workerLeases).where(eq(workerLeases.name, "work"));
      expect(row?.lastRunAt).toBeInstanceOf(Date);
    });
  });
});
