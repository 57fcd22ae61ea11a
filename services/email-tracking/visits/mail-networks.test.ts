import { describe, expect, it } from "vitest";
import { isFromNetwork } from "./mail-networks";

describe("isFromNetwork", () => {
  it.each([
    ["66.249.84.1", true],
    ["::ffff:66.249.84.1", true],
    ["108.177.2.32", true],
    ["2a00:1450:4001:80b::2005", true],
    ["34.64.0.1", false],
    ["8.34.208.1", false],
    ["2600:1900::1", false],
    ["192.0.2.1", false],
    ["2001:db8::1", false],
    ["", false],
    ["not an address", false],
    ["6".repeat(1_000), false],
  ])("knows whether %.40s is Google's", (ip, expected) => {
    expect(isFromNetwork(ip, "google")).toBe(expected);
  });

  it("knows no address as nobody's", () => {
    expect(isFromNetwork(null, "barracuda")).toBe(false);
  });
});
