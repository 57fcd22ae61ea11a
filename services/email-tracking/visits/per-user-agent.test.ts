import { expect, it, vi } from "vitest";
import { perUserAgent } from "./per-user-agent";

it("finds out once for each user agent, and for those who name none", () => {
  const find = vi.fn((userAgent: string) => `found of ${userAgent}`);
  const found = perUserAgent(find);
  expect([found("Firefox"), found("Firefox"), found(null), found("")]).toEqual([
    "found of Firefox",
    "found of Firefox",
    "found of ",
    "found of ",
  ]);
  expect(find).toHaveBeenCalledTimes(2);
});

it("is not filled by somebody's inventions: the longest it finds out each time, and of many it forgets", () => {
  const find = vi.fn((userAgent: string) => userAgent.length);
  const found = perUserAgent(find);
  const long = "x".repeat(1_001);
  expect([found(long), found(long)]).toEqual([1_001, 1_001]);
  expect(find).toHaveBeenCalledTimes(2);
  for (let number = 0; number < 1_001; number++) found(`agent ${number}`);
  find.mockClear();
  expect([found("agent 0"), found("agent 1000")]).toEqual([7, 10]);
  expect(find).toHaveBeenCalledTimes(1);
});
