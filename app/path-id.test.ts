import { expect, it } from "vitest";
import { pathId } from "./path-id";

it("an id in a path is a whole number above zero, and anything else is nobody's", () => {
  expect(["1", "123456789012345"].map(pathId)).toEqual([1, 123_456_789_012_345]);
  for (const text of ["", "0", "01", "-1", "1.5", "1e3", "%", "a", "NaN", " 1", "1 ", "1234567890123456"])
    expect(pathId(text), text).toBe(0);
});
