import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clickRefusedPage } from "./click-refused-page";
import { parseTrackingRequest } from "./parse-tracking-request";

const id = `${"Ab-_".repeat(10)}xyz`;

describe("reading a tracking URL", () => {
  it.each([
    [`/api/email-tracking/pixel/${id}.gif`, { kind: "pixel", trackingId: id }],
    [`/api/email-tracking/pixel/${id}.gif?x=1`, { kind: "pixel", trackingId: id }],
    [`http://support.example/api/email-tracking/pixel/${id}.gif`, { kind: "pixel", trackingId: id }],
    [`ftp://evil.example/api/email-tracking/pixel/${id}.gif`, { kind: "pixel", trackingId: id }],
    [`/api/email-tracking/pixel/${id}/../x.gif`, { kind: "pixel", trackingId: null }],
    [`/api/email-tracking/status/${id}`, { kind: "status", trackingId: id, asked: id }],
    [
      `/api/email-tracking/click?tid=${id}&url=a&sig=b`,
      { kind: "click", trackingId: id, url: "a", signature: "b" },
    ],
    [`/api/email-tracking/click?tid=${id}&link=12`, { kind: "click", link: 12, url: null }],
    ["/api/email-tracking/other", { kind: "unknown" }],
    [`/api/email-tracking/click%3Ftid=${id}&url=a`, { kind: "unknown" }],
    ["/api/email-tracking/doctor?nonce=1", null],
    ["/api/email-trackingpixel/x", null],
    ["/tickets/1", null],
    ["*", null],
    ["", null],
  ])("%s", (url, expected) => {
    const parsed = parseTrackingRequest(url);
    if (expected === null) expect(parsed).toBeNull();
    else expect(parsed).toMatchObject(expected);
  });

  it("never throws, whatever came, and gives no id that is not of an id's form", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary" }),
        fc.constantFrom("pixel/", "click?", "status/", "click?url="),
        (text, path) => {
          const parsed = parseTrackingRequest(`/api/email-tracking/${path}${text}`);
          if (parsed?.trackingId) expect(parsed.trackingId).toMatch(/^[\w-]{43}$/);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe("a click's query", () => {
  const read = (query: string) => {
    const parsed = parseTrackingRequest(`/api/email-tracking/click?${query}`);
    if (parsed?.kind !== "click") throw new Error("not a click");
    return parsed;
  };
  const piece = fc.constantFrom(
    "a",
    "Z9",
    "/",
    ":",
    "?",
    "=",
    "%26",
    "%c3%a9",
    "%C3",
    "%",
    "%zz",
    "+",
    "é",
    ";",
    "%25",
    "%00",
    "&amp;",
    "&tid=b",
  );

  it("says what URLSearchParams says, whatever stands in it", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), fc.array(piece, { maxLength: 2 }), (url, sig) => {
        const query = `tid=${id}&url=${url.join("")}&sig=${sig.join("")}`;
        const parameters = new URLSearchParams(query);
        const { trackingId, url: destination, signature } = read(query);
        expect({ trackingId, destination, signature }).toEqual({
          trackingId: id,
          destination: parameters.get("url"),
          signature: parameters.get("sig"),
        });
      }),
      { numRuns: 2000 },
    );
  });
});

describe("the page of a refused link", () => {
  it("holds nothing of the destination that could be markup or a link, whatever it was", () => {
    const skeleton = clickRefusedPage(null).match(/<[^>]+>/g);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.webUrl(),
          fc.string().map((text) => `https://${text}`),
          fc.string(),
        ),
        (destination) => {
          const tags = clickRefusedPage(destination).match(/<[^>]+>/g);
          expect(tags?.filter((tag) => !/^<\/?strong>$/.test(tag))).toEqual(skeleton);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
