import { expect, it } from "vitest";
import { pathAndQuery } from "./path-and-query";

it.each([
  ["/", "/"],
  ["/tickets/1?q=http://evil.example#x", "/tickets/1?q=http://evil.example#x"],
  ["//evil.example/x", "//evil.example/x"],
  ["http://support.example/tickets?q=1", "/tickets?q=1"],
  ["HTTPS://ada@evil.example:444/tickets", "/tickets"],
  ["ftp://x/tickets", "/tickets"],
  ["http://[2001:db8::1]:80/tickets", "/tickets"],
  ["http:///tickets", "/tickets"],
  ["http://evil.example\\@support.example/tickets", "/tickets"],
  ["http://evil.example", "/"],
  ["http://evil.example?q=1", "/?q=1"],
  ["http://evil.example/a\nb", "/a\nb"],
  ["*", null],
  ["", null],
  ["evil.example:443", null],
  ["mailto:ada@evil.example", null],
  ["http:\\\\evil.example", null],
])("the path and query of %j are %j", (target, expected) => {
  expect(pathAndQuery(target)).toBe(expected);
});
