import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, onTestFinished } from "vitest";
import { useTestDatabase } from "@/db/testing/use-test-database";
import { doRegularly } from "./housekeeping";

// What is logged asks for the configuration.
useTestDatabase();

function housekeeping(...works: (() => Promise<unknown>)[]) {
  const keeping = doRegularly(
    works.map((work) => ({ firstAfterMs: 0, everyMs: 20, work, failure: "a chore failed" })),
  );
  onTestFinished(() => keeping.stop());
  return keeping;
}

it("a chore that fails, or never ends, holds up no other, and is tried again", async () => {
  const times = { failing: 0, hanging: 0, fine: 0 };
  housekeeping(
    async () => {
      times.failing++;
      throw new Error("the database is away");
    },
    () => {
      times.hanging++;
      return new Promise(() => {});
    },
    async () => {
      times.fine++;
    },
  );
  await expect.poll(() => times.fine).toBeGreaterThan(3);
  await expect.poll(() => times.failing).toBeGreaterThan(3);
  expect(times.hanging).toBe(1);
});

it("nothing is begun any more once it is stopped, also by a chore that was under way", async () => {
  let times = 0;
  let end = () => {};
  const keeping = housekeeping(() => {
    times++;
    return new Promise((resolve) => {
      end = () => resolve(true);
    });
  });
  await expect.poll(() => times).toBe(1);
  keeping.stop();
  end();
  await sleep(60);
  expect(times).toBe(1);
});
