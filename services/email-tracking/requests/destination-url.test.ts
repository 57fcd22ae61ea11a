import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { encodeQueryValue, exactDestination, trimHref } from "./destination-url";

describe("encodeQueryValue", () => {
  it("decodes to what it was given, and is no longer than encodeURIComponent's", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (value) => {
        const encoded = encodeQueryValue(value);
        expect(decodeURIComponent(encoded)).toBe(value);
        expect(new URLSearchParams(`url=${encoded}&sig=x`).get("url")).toBe(value);
        expect(encoded.replaceAll("%27", "'").length).toBeLessThanOrEqual(encodeURIComponent(value).length);
      }),
    );
  });

  it("is safe in any quoting and never throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (value) => {
        expect(encodeQueryValue(value)).toMatch(/^[\w\-.~!*():/?@,=;$%]*$/);
      }),
    );
    expect(encodeQueryValue("\ud800a\udc00")).toBe("%EF%BF%BDa%EF%BF%BD");
  });
});

describe("exactDestination", () => {
  it("gives a URL that a header can carry and that leads where the original led", () => {
    const rest = fc.string({
      unit: fc.constantFrom("a", "%", "2", "/", "?", "#", "&", "'", '"', " ", "\u00fc", "\u{1f4e6}"),
    });
    fc.assert(
      fc.property(
        fc.constantFrom("https://a.example/", "HTTP://m\u00fcnchen.example:81/"),
        rest,
        (start, tail) => {
          const written = trimHref(start + tail);
          const exact = exactDestination(written);
          expect(exact).toMatch(/^[\x20-\x7e]+$/);
          expect(new URL(exact).href).toBe(new URL(written).href);
        },
      ),
    );
  });

  it.each(["https://A.example/%7e%zz/../b?x='\"<>|^`{}\\#", "http://EXAMPLE.com:80", "https://[::1]/a b"])(
    "keeps every ASCII character of %s",
    (url) => {
      expect(exactDestination(url)).toBe(url);
    },
  );

  it.each([
    ["https://m\u00fcnchen.example:443/x", "https://xn--mnchen-3ya.example:443/x"],
    ["http://m\u00fcnchen.example:080", "http://xn--mnchen-3ya.example:080"],
    ["https://m\u00fcnchen.example:/", "https://xn--mnchen-3ya.example:/"],
    ["https://m\u00fcnchen.example", "https://xn--mnchen-3ya.example"],
  ])("keeps the port of %s as it was written, also where the scheme would do without", (url, exact) => {
    expect(exactDestination(url)).toBe(exact);
  });
});
