import { DrizzleQueryError } from "drizzle-orm";
import { expect, it } from "vitest";
import { causesOf, rootCause } from "./error-causes";

const refused = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });

it("finds what went wrong first behind what was wrapped around it", () => {
  const query = new DrizzleQueryError("SELECT ?", ["a-secret"], new Error("the driver", { cause: refused }));
  expect(rootCause(query)).toBe(refused);
  expect(rootCause(new AggregateError([refused, new Error("the other address")], ""))).toBe(refused);
  expect(rootCause(new Error("alone", { cause: "a text" }))).toMatchObject({ message: "alone" });
  expect(rootCause("no error")).toBe("no error");
  expect(causesOf(undefined)).toEqual([]);
});

it("ends with causes that go in a circle", () => {
  const [one, other] = [new Error("one"), new Error("other")];
  one.cause = other;
  other.cause = one;
  expect(rootCause(one)).toBeInstanceOf(Error);
  expect(causesOf(one).length).toBeLessThan(20);
});
