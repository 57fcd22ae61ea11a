import { describe, expect, it } from "vitest";
import { readIfMatch } from "./if-match";

describe("If-Match", () => {
  it.each([
    [null, null],
    ["*", null],
    ['"7"', ['"7"']],
    ['"6", "7"', ['"6"', '"7"']],
    ['"6" ,, "7" ,', ['"6"', '"7"']],
    ['W/"7"', []],
    ['W/"6", "7"', ['"7"']],
    ['"a,b"', ['"a,b"']],
  ])("%s means %j", (header, tags) => expect(readIfMatch(header)).toEqual(tags));

  it.each(["7", '"7', '7"', "", '"6" "7"', '*, "7"', 'w/"7"'])(
    "%j is refused, not taken for no condition",
    (header) => expect(() => readIfMatch(header)).toThrow(/not readable/),
  );

  it("takes no time for a long one", () => {
    const startedAt = performance.now();
    expect(() => readIfMatch(`${'"a",  ,'.repeat(20_000)}x`)).toThrow();
    expect(performance.now() - startedAt).toBeLessThan(1_000);
  });
});
