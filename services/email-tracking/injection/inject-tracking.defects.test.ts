import { describe, expect, it } from "vitest";
import { PIXEL_GIF } from "../requests/pixel-gif";
import { destinationsIn, trackingOptions } from "../testing/tracking-options";
import { injectTracking } from "./inject-tracking";

/**
 * What went wrong elsewhere: the defects of the program that this one takes the place of, and complaints that people
 * filed against other trackers. Each was hit by somebody.
 */
const inject = (html: string, options = trackingOptions) => injectTracking(html, options);

describe("defects that are not to come back", () => {
  it("1: the pixel was 42 bytes long", () => {
    expect(PIXEL_GIF).toHaveLength(43);
  });

  it("2: &amp; was not decoded, so people landed on ?a=1&amp;b=2", () => {
    const { html, links } = inject('<a href="https://a.example/?a=1&amp;b=2">');
    expect(links[0]?.url).toBe("https://a.example/?a=1&b=2");
    expect(destinationsIn(html)).toEqual(["tracked https://a.example/?a=1&b=2"]);
  });

  it("3: links were missed without quotes, with blanks, without a scheme, with an apostrophe, with entities", () => {
    const html =
      "<a href=https://a.example/1>" +
      '<a href = "https://a.example/2">' +
      '<a href=" https://a.example/3">' +
      '<a href="//a.example/4">' +
      '<a href="https://a.example/it\'s5">' +
      '<a href="&#104;ttps://a.example/6">';
    expect(inject(html).links.map((link) => link.url)).toEqual([
      "https://a.example/1",
      "https://a.example/2",
      "https://a.example/3",
      "https://a.example/4",
      "https://a.example/it's5",
      "https://a.example/6",
    ]);
  });

  it("4: style sheets, <base>, data-href, comments and code shown as text were rewritten", () => {
    const html =
      '<link rel="stylesheet" href="https://a.example/s.css"><base href="https://a.example/">' +
      '<p data-href="https://a.example/"><!-- <a href="https://a.example/"> -->' +
      '<code>&lt;a href="https://a.example/"&gt;</code><xmp><a href="https://a.example/"></xmp>';
    expect(inject(html).html.replace(/<img[^>]*>$/, "")).toBe(html);
  });

  it("5: a host that begins like ours was taken for ours", () => {
    const { links } = inject('<a href="https://portal.example.com.evil.tld/help/api/email-tracking/click">');
    expect(links).toHaveLength(1);
  });

  it("6: URLs that the click page then refused were rewritten", () => {
    const { links, skipped } = inject('<a href="https://u:p@a.example/"><a href="http://[bad">');
    expect(links).toEqual([]);
    expect(skipped.map((link) => link.reason)).toEqual(["credentials", "malformed"]);
  });

  it("7: six dotted capital I put the pixel into the closing tag, and </body > was not seen", () => {
    const text = "\u0130".repeat(6);
    expect(inject(`${text}</body>`).html).toMatch(new RegExp(`^${text}<img [^>]*></body>$`));
    expect(inject(`${text}</body >`).html).toMatch(new RegExp(`^${text}<img [^>]*></body >$`));
  });

  it("8: a URL of 18 characters became 198", () => {
    const options = { ...trackingOptions, portalUrl: "https://portal.example.com" };
    const { html } = inject('<a href="https://a.example/">', options);
    const href = /href="([^"]*)"/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";
    expect(href.length).toBeLessThanOrEqual(150);
  });
});

describe("complaints about other trackers", () => {
  it("10: &amp; was stored literally", () => {
    expect(inject('<a href="https://a.example/?x&amp;y&#38;z&#x26;w">').links[0]?.url).not.toContain("amp;");
  });

  it.each([
    [
      "https://a.example/\u0444\u043e\u0442\u043e/\u65e5\u672c?q=\u{1f4e6}",
      "https://a.example/%D1%84%D0%BE%D1%82%D0%BE/%E6%97%A5%E6%9C%AC?q=%F0%9F%93%A6",
    ],
    [
      "https://a.example/a%20b/%2F/%E2%82%AC?next=https%3A%2F%2Fb.example%2F%3Fx%3D1",
      "https://a.example/a%20b/%2F/%E2%82%AC?next=https%3A%2F%2Fb.example%2F%3Fx%3D1",
    ],
    [
      "https://a.example/(x)/[y]/{z}/~w;v=1,2?a[]=1&amp;b=+%2B#!/hash/?route",
      "https://a.example/(x)/[y]/{z}/~w;v=1,2?a[]=1&b=+%2B#!/hash/?route",
    ],
    ["https://\u4f8b\u3048.\u30c6\u30b9\u30c8/", "https://xn--r8jz45g.xn--zckzah/"],
  ])("11: complex or Unicode URLs were corrupted: %s", (href, destination) => {
    const { html, links } = inject(`<a href="${href}">`);
    expect(links[0]?.url).toBe(destination);
    expect(destinationsIn(html)).toEqual([`tracked ${destination}`]);
  });

  it("12: a parameter was added to the destination and broke it", () => {
    const signed = "https://a.example/f?v=1&hash=9f8e7d";
    expect(inject(`<a href="${signed}">`).links[0]?.url).toBe(signed);
  });

  it("13: links in the HTML were not rewritten where those in the text were", () => {
    expect(inject("<div><table><tr><td><A\nHREF='https://a.example/'\n>x</A></table>").links).toHaveLength(1);
  });

  it("a recipient's own tracked link, quoted in a reply, keeps its id", () => {
    const quoted = inject('<a href="https://a.example/">x</a>').html;
    const other = { ...trackingOptions, trackingId: "z".repeat(43), trackOpens: false };
    expect(inject(quoted, other).html).toBe(quoted);
  });

  it("URL.canParse, once compiled, calls addresses with an umlaut none, and others addresses that are none", () => {
    const odd = ["http://öl.de", "https://bü.ch/", "https://ß%80"]
      .map((url) => `<a href="${url}">x</a>`)
      .join("");
    // Not plain names: these ask for a parser.
    const ordinary = '<a href="https://a_b.example:8443/">x</a>'.repeat(10);
    for (let count = 0; count < 1_000; count++) inject(ordinary);
    const { links, skipped } = inject(odd);
    expect(links).toHaveLength(2);
    expect(skipped).toMatchObject([{ url: "https://ß%80", reason: "malformed" }]);
  });
});
