import { describe, expect, it } from "vitest";
import { currentRequestId, underRequest } from "./request-context";
import { requestIdFor } from "./request-id";

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

describe("a request's id", () => {
  it("is the trusted proxy's own", () => {
    expect(requestIdFor("0af7651916cd43dd8448eb211c80319c", 1)).toBe("0af7651916cd43dd8448eb211c80319c");
  });
  it.each([
    ["without a trusted proxy", "0af7651916cd43dd8448eb211c80319c", 0],
    ["with a line break", "0af76519\n16cd", 1],
    ["too short", "abc", 1],
    ["too long", "a".repeat(65), 1],
    ["sent twice", ["0af7651916cd43dd", "8448eb211c80319c"], 1],
    ["missing", undefined, 1],
  ])("is ours: %s", (_, given, hops) => expect(requestIdFor(given, hops)).toMatch(uuid));

  it("is known to all that follows, and to nothing else", async () => {
    const seen = underRequest("request-1", async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return currentRequestId();
    });
    expect(currentRequestId()).toBeNull();
    expect(await seen).toBe("request-1");
    expect(underRequest(null, currentRequestId)).toBeNull();
  });
});
