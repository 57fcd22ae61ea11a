import { describe, expect, it } from "vitest";
import { isEmailAddress, parseAddresses } from "./email-address";
import { linkTarget } from "./link-target";

describe("parseAddresses", () => {
  it("reads names, bare addresses and lists of both", () => {
    expect(
      parseAddresses('Ana Lima <ana@example.com>, "Bo, Ltd" <bo@example.com>; c@example.com').at(0),
    ).toEqual({
      email: "ana@example.com",
      name: "Ana Lima",
    });
    expect(parseAddresses("a@example.com;b@example.com\nc@example.com").map(({ email }) => email)).toEqual([
      "a@example.com",
      "b@example.com",
      "c@example.com",
    ]);
  });

  it.each([
    ['"Bo, Ltd" <bo@example.com>, c@example.com', ["Bo, Ltd", null]],
    ["Lima, Ana <ana@example.com>; Reyes, Bo <bo@example.com>", ["Lima, Ana", "Reyes, Bo"]],
    ["a@example.com, Bo <bo@example.com>", [null, "Bo"]],
    [String.raw`"Ana \"A\" Lima" <ana@example.com>`, ['Ana "A" Lima']],
    ["Lima, Ana <ana@example.com>", ["Lima, Ana"]],
  ])("leaves the commas of names in %s alone", (text, names) => {
    expect(parseAddresses(text).map(({ name }) => name)).toEqual(names);
  });
});

describe("isEmailAddress", () => {
  it.each(["ana@example.com", "o'hara+x@sub.example.co.uk"])("takes %s", (address) => {
    expect(isEmailAddress(address)).toBe(true);
  });
  it.each(["ana", "ana@", "@example.com", "ana@example", "a b@example.com"])("refuses %s", (address) => {
    expect(isEmailAddress(address)).toBe(false);
  });
});

describe("linkTarget", () => {
  it("adds the scheme that nobody types", () => {
    expect(linkTarget("example.com/a?b=1&c=2")).toBe("https://example.com/a?b=1&c=2");
    expect(linkTarget("ana@example.com")).toBe("mailto:ana@example.com");
    expect(linkTarget("localhost:3000/x")).toBe("https://localhost:3000/x");
  });
  it.each(["javascript:alert(1)", "data:text/html,x", "nonsense", ""])("refuses %s", (typed) => {
    expect(linkTarget(typed)).toBeNull();
  });
});
