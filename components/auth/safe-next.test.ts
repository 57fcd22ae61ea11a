import { describe, expect, it } from "vitest";
import { safeNext } from "./safe-next";

describe("safeNext", () => {
  it("goes back to a page of the portal", () => {
    expect(safeNext("/tickets/42?x=1")).toBe("/tickets/42?x=1");
  });
  it.each([
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "javascript:alert(1)",
    "/sign-in",
    undefined,
  ])("does not go to %s", (next) => {
    expect(safeNext(next)).toBe("/tickets");
  });
});
