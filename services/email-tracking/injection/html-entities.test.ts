import { load } from "cheerio";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeAttribute } from "./html-entities";
import { legacyReferences, namedReferences } from "./html-entity-names";

const names = namedReferences.split(" ").filter((_, index) => index % 2 === 0);
const decodedByParser = (value: string) => load(`<i t="${value}">`)("i").attr("t");

describe("decodeAttribute", () => {
  it.each([
    ["nothing to do", "nothing to do"],
    ["&amp;&AMP;&lt;&quot;&apos;", "&&<\"'"],
    ["&#38;&#x26;&#X26;&#038;&#38", "&&&&&"],
    ["&copy;&copy &copy=&copy1&copyx&copy", "\u00a9\u00a9 &copy=&copy1&copyx\u00a9"],
    ["&notit;&notin;&not;&not", "&notit;\u2209\u00ac\u00ac"],
    ["&bogus;&;&&#;&#x;&#xg&", "&bogus;&;&&#;&#x;&#xg&"],
    ["&#0;&#xD800;&#x110000;&#99999999999999999999;\0", "\ufffd\ufffd\ufffd\ufffd\ufffd"],
    ["&#128;&#x9f;&#129;", "\u20ac\u0178\u0081"],
    ["&Tab;&NewLine;&fjlig;&CounterClockwiseContourIntegral;", "\t\nfj\u2233"],
    ["&#x1F4E6;&#128230;", "\u{1f4e6}\u{1f4e6}"],
  ])("%j means %j", (value, expected) => {
    expect(decodeAttribute(value)).toBe(expected);
  });

  it("knows every name of the standard, as parse5 does", () => {
    expect(names).toHaveLength(2_125);
    for (const name of names) expect(decodeAttribute(`&${name};`), name).toBe(decodedByParser(`&${name};`));
  });

  it("reads exactly the legacy names without a semicolon", () => {
    const legacy = new Set(legacyReferences.split(" "));
    expect(legacy.size).toBe(106);
    for (const name of names)
      expect(decodeAttribute(`&${name} `) !== `&${name} `, name).toBe(legacy.has(name));
  });

  it("agrees with parse5 on anything", () => {
    const piece = fc.constantFrom(
      "&",
      "#",
      "x",
      ";",
      "=",
      "1",
      "f",
      "amp",
      "copy",
      "not",
      "in",
      "lt",
      " ",
      "\u00e9",
      "\0",
      "128",
      "D800",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        expect(decodeAttribute(pieces.join(""))).toBe(decodedByParser(pieces.join("")));
      }),
      { numRuns: 2_000 },
    );
  });
});
