import { describe, expect, it } from "vitest";
import { InvalidInputError } from "@/services/errors";
import { decodeCursor, encodeCursor } from "./cursor";

const given = (json: string) => Buffer.from(json).toString("base64url");

describe("a cursor", () => {
  it("comes back as it was given out", () => {
    const parts = ["2026-11-24 09:50:00.000001", 42];
    expect(decodeCursor(encodeCursor(parts), ["time", "id"])).toEqual(parts);
  });

  it.each(["", "x", "[]", "{}", "[null]", '["1"]', "[1,2]", "[1e999]", "[-1e999]", "[1.5]", "[1e300]"])(
    "that says %s is refused before it reaches the database",
    (json) => {
      expect(() => decodeCursor(given(json), ["id"])).toThrow(InvalidInputError);
    },
  );

  it.each(["2026-11-24", "2026-13-24 09:50:00.000001", "2026-11-24 25:50:00.000001", "yesterday"])(
    "whose time is %s is refused, too",
    (time) => {
      expect(() => decodeCursor(encodeCursor([time]), ["time"])).toThrow(InvalidInputError);
    },
  );
});
