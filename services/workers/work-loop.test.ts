import { describe, expect, it } from "vitest";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { startWorkLoop } from "./work-loop";

useTestDatabase();

function aLoop(work: { lookFor: () => Promise<boolean>; finish?: () => Promise<unknown> }) {
  return startWorkLoop({ name: "outbox", failure: "no", finish: async () => {}, ...work });
}

describe("a loop that looks for work", () => {
  it("looks again at once while there may be more, rests when there is none, and is woken", async () => {
    let left = 3;
    let looks = 0;
    const loop = aLoop({
      async lookFor() {
        looks++;
        return left-- > 0;
      },
    });
    await expect.poll(() => looks).toBe(4);
    left = 1;
    loop.wake();
    await expect.poll(() => looks, { timeout: 1500 }).toBe(6);
    await loop.stop();
  });

  it("loses no call that comes while it looks, and goes on after a failure", async () => {
    let looks = 0;
    let answer = (_: boolean) => {};
    const loop = aLoop({
      lookFor() {
        looks++;
        if (looks === 2) return Promise.reject(new Error("the database is away"));
        return new Promise((resolve) => {
          answer = resolve;
        });
      },
    });
    await expect.poll(() => looks).toBe(1);
    loop.wake();
    answer(false);
    await expect.poll(() => looks, { timeout: 1500 }).toBe(2);
    loop.wake();
    await expect.poll(() => looks, { timeout: 1500 }).toBe(3);
    const stopped = loop.stop();
    answer(true);
    await stopped;
    expect(looks).toBe(3);
  });

  it("is stopped once what it began is done", async () => {
    let end = () => {};
    const begun = new Promise<void>((resolve) => {
      end = resolve;
    });
    const loop = aLoop({ lookFor: async () => false, finish: () => begun });
    let isStopped = false;
    const stopped = loop.stop().then(() => {
      isStopped = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isStopped).toBe(false);
    end();
    await stopped;
  });
});
