import { describe, expect, it } from "vitest";
import { createTrackingId, isTrackingId } from "./create-tracking-id";

describe("tracking ids", () => {
  it("are 32 random bytes as base64url, each new", () => {
    const ids = Array.from({ length: 1_000 }, createTrackingId);
    expect(new Set(ids).size).toBe(1_000);
    for (const id of ids) {
      expect(isTrackingId(id)).toBe(true);
      expect(Buffer.from(id, "base64url")).toHaveLength(32);
    }
  });

  it.each([
    "",
    "x".repeat(42),
    "x".repeat(44),
    `${"x".repeat(43)}\n`,
    `${"x".repeat(42)}+`,
    `${"x".repeat(42)}\u00e9`,
    "x".repeat(10_000),
  ])("do not look like %.60j", (value) => {
    expect(isTrackingId(value)).toBe(false);
  });
});
