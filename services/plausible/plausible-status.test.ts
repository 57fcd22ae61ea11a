import { expect, it } from "vitest";
import { plausibleStatusFor } from "./plausible-status";

const occurredAt = Date.parse("2026-11-28T12:00:00.000Z");

it.each(["human", "proxy"] as const)("what is %s waits ten seconds, for a burst to show", (visitClass) => {
  expect(plausibleStatusFor({ forward: true, visitClass, occurredAt })).toEqual({
    plausibleStatus: "pending",
    plausibleNextAt: new Date("2026-11-28T12:00:10.000Z"),
  });
});

it.each([
  ["prefetch", true],
  ["scanner", true],
  ["self", true],
  ["human", false],
] as const)("%s while forwarding is on: %s never goes to Plausible", (visitClass, forward) => {
  expect(plausibleStatusFor({ forward, visitClass, occurredAt })).toEqual({
    plausibleStatus: "skipped",
    plausibleNextAt: null,
  });
});
