import { describe, expect, it } from "vitest";
import { parseSender } from "./support-address";

describe("a sender", () => {
  it.each([
    ["support@example.com", "Support", "support@example.com"],
    ["  support@example.com ", "Support", "support@example.com"],
    ["<support@example.com>", "Support", "support@example.com"],
    ["Example Support <support@example.com>", "Example Support", "support@example.com"],
    ['"Example, Support" <support@example.com>', "Example, Support", "support@example.com"],
    ['The "Best" Desk < support@example.com >', 'The "Best" Desk', "support@example.com"],
    ['Desk "A" <support@example.com>', 'Desk "A"', "support@example.com"],
    [String.raw`"The \"Best\" Desk" <support@example.com>`, 'The "Best" Desk', "support@example.com"],
  ])("%s has a name and an address", (value, name, email) => {
    expect(parseSender(value)).toEqual({ name, email });
  });
});
