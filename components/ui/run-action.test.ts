import { redirect } from "next/navigation";
import { expect, it } from "vitest";
import { runAction } from "./run-action";

it("answers what the action answers", async () => {
  expect(await runAction(async () => ({ ok: true, data: 7 }))).toEqual({ ok: true, data: 7 });
});

it("answers in words when the request fails, and lets a way to another page through", async () => {
  const failed = await runAction(() => Promise.reject(new TypeError("Failed to fetch")));
  expect(failed).toMatchObject({
    ok: false,
    error: { message: expect.stringContaining("could not be reached") },
  });
  await expect(runAction(async () => redirect("/sign-in"))).rejects.toMatchObject({
    digest: expect.stringContaining("/sign-in"),
  });
});
