import { describe, expect, it } from "vitest";
import { currentCursor, newerPages, olderPages } from "./ticket-search-params";

describe("the pages of the ticket list", () => {
  it("goes older twice and comes back the same way", () => {
    const second = olderPages(null, "c1");
    const third = olderPages(second, "c2");
    expect(currentCursor(third)).toBe("c2");
    expect(newerPages(third)).toBe(second);
    expect(newerPages(second)).toBeNull();
  });

  it("starts without a cursor", () => {
    expect(currentCursor(null)).toBeUndefined();
  });
});
