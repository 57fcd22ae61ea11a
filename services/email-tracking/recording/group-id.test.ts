import { describe, expect, it } from "vitest";
import { createGroupId, groupTime, halfGroupId } from "./group-id";

describe("a group's name", () => {
  it("is a UUID of version 7 whose first bytes are its time, so that names come in order", () => {
    const [early, late] = [createGroupId(1_700_000_000_000), createGroupId(1_700_000_000_001)];
    expect(early).toMatch(/^[0-9a-f]{12}7[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
    expect(early < late).toBe(true);
    expect(groupTime(early)).toBe(1_700_000_000_000);
    expect(createGroupId()).not.toBe(createGroupId());
  });

  it("its halves have names of their own, always the same, of the same time", () => {
    const id = createGroupId();
    expect(halfGroupId(id, 0)).toBe(halfGroupId(id, 0));
    expect(new Set([id, halfGroupId(id, 0), halfGroupId(id, 1)]).size).toBe(3);
    expect(groupTime(halfGroupId(id, 1))).toBe(groupTime(id));
  });
});
