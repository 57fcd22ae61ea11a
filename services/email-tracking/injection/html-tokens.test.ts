import { load } from "cheerio";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixtureMails } from "../testing/tracking-options";
import { decodeAttribute } from "./html-entities";
import { HtmlTokens, token } from "./html-tokens";
import { scanMail } from "./scan-mail";
import { hostileHtml, tokenFragments } from "./testing/hostile-html";

/** Start tag, or end tag with a slash, of every tag found. */
function tagsOf(html: string): string[] {
  const tokens = new HtmlTokens(html);
  const names: string[] = [];
  for (;;) {
    const kind = tokens.next();
    if (kind === token.end) return names;
    if (kind === token.comment) names.push("!--");
    if (kind === token.other) names.push("!");
    if (kind > token.endTag) continue;
    names.push((kind === token.endTag ? "/" : "") + html.slice(tokens.nameStart, tokens.nameEnd));
  }
}

/** The links as parse5, a conforming parser, sees them: offset of the element and its decoded `href`. */
function linksByParser(html: string): string[] {
  const $ = load(html, { sourceCodeLocationInfo: true });
  const links = new Set<string>();
  $("a[href], area[href]").each((_, element) => {
    // parse5 adds the places of attributes, which cheerio's types leave out.
    const location = element.sourceCodeLocation as { attrs?: Record<string, { startOffset: number }> } | null;
    const at = location?.attrs?.href?.startOffset;
    if (at !== undefined) links.add(`${at} ${element.attribs.href}`);
  });
  return [...links].sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10));
}

/** The same from our scan; the offset is that of the value, so the attribute's is found backwards from it. */
function linksByScan(html: string): string[] {
  return scanMail(html)
    .links.filter((link) => !insideComment(html, link.start))
    .map((link) => {
      const nameAt = Math.max(html.lastIndexOf("href", link.start), html.lastIndexOf("HREF", link.start));
      return `${nameAt} ${decodeAttribute(link.raw).replace(/\r\n?/g, "\n")}`;
    });
}

function insideComment(html: string, offset: number): boolean {
  const tokens = new HtmlTokens(html);
  for (;;) {
    const kind = tokens.next();
    if (kind === token.end || tokens.start > offset) return false;
    if (kind === token.comment && offset < tokens.end) return true;
  }
}

describe("HtmlTokens", () => {
  it.each([
    ["text only < 3, <, <>, < a>", []],
    ["<a><B></a ></B\n>", ["a", "B", "/a", "/B"]],
    ["<a title='>'><b title=\">\"><i title=a>b>", ["a", "b", "i"]],
    ["<p =\"x>y'><b>", ["p", "b"]],
    ["<p title=it's><b>", ["p", "b"]],
    ['<p a=="x>"><b>', ["p", "b"]],
    ["<!--><a><!---><b><!----><i><!-- --!><u>", ["!--", "a", "!--", "b", "!--", "i", "!--", "u"]],
    ["<!--!><a>--><b>", ["!--", "b"]],
    ['<!DOCTYPE html PUBLIC "a>b"><p>', ["!", "p"]],
    ["<?xml version='1'?><![if !mso]><p><![endif]></ x><b>", ["!", "!", "p", "!", "!", "b"]],
    ["<![CDATA[<a>]]><b>", ["!", "b"]],
    ["<svg><![CDATA[<a>]]></svg><b>", ["svg", "!", "/svg", "b"]],
    ["<style>a<b></styl></STYLE\n><b>", ["style", "/STYLE", "b"]],
    ["<textarea><a></textareas></textarea/><b>", ["textarea", "/textarea", "b"]],
    ["<title/><a></title><svg><title/></svg><b>", ["title", "/title", "svg", "title", "/svg", "b"]],
    ["<plaintext></plaintext><a>", ["plaintext"]],
    ["<script><!--<script></script><a></script><b>", ["script", "/script", "b"]],
    ["<script><!--<SCRIPT\n></script/><a>--></script><b>", ["script", "/script", "b"]],
    ["<script><!--<script></script></script ><b>", ["script", "/script", "b"]],
    ["<script><!--<script>--></script><b>", ["script", "/script", "b"]],
    ["<script><!--<scripts></script><b>", ["script", "/script", "b"]],
    ["<script><!--><script></script><b>", ["script", "/script", "b"]],
    ["<script><script></script><b>", ["script", "/script", "b"]],
    ["<script><!-- a --><!--<script></script>--></script><b>", ["script", "/script", "b"]],
    ["<svg><title>Logo</svg><a>", ["svg", "title", "/svg", "a"]],
    ["<svg><style></svg><a>", ["svg", "style", "/svg", "a"]],
    ["<svg><style>a<b></style><a></svg>", ["svg", "style", "b", "/style", "a", "/svg"]],
    ["<math><xmp><a></math><xmp><b></xmp>", ["math", "xmp", "a", "/math", "xmp", "/xmp"]],
    [
      "<svg><foreignObject><style><a></style></foreignObject><style></svg><b>",
      ["svg", "foreignObject", "style", "/style", "/foreignObject", "style", "/svg", "b"],
    ],
    [
      "<svg><desc><svg><style></svg><xmp><a></xmp></desc>",
      "svg desc svg style /svg xmp /xmp /desc".split(" "),
    ],
    ["<math><mtext><style><a></style>", ["math", "mtext", "style", "/style"]],
    ["<svg><path/><p><style><a></style>", ["svg", "path", "p", "style", "/style"]],
    ["<td><svg><path></td><style><a></style>", ["td", "svg", "path", "/td", "style", "/style"]],
    ["<svg/><style><a></style>", ["svg", "style", "/style"]],
    ["<svg><math><math></svg><title/><a>", ["svg", "math", "math", "/svg", "title"]],
    ["<svg><math><mi><style></math></svg><a>", ["svg", "math", "mi", "style", "/math", "/svg", "a"]],
    [
      "<svg><desc><svg><g><svg></desc><style><a></svg><b>",
      "svg desc svg g svg /desc style a /svg b".split(" "),
    ],
    ["<noscript><a></noscript>", ["noscript", "a", "/noscript"]],
    ["<a\0 x><ab\u0130c>", ["a\0", "ab\u0130c"]],
  ])("finds the tags of %j", (html, expected) => {
    expect(tagsOf(html)).toEqual(expected);
  });

  it.each([
    "<a href='x>",
    "<a href",
    "<!-- ",
    "<style><b>",
    "</",
    "<!x",
    "<title>",
    "</a x='",
    "<style>p{}</style ",
  ])("tells where %j breaks off", (tail) => {
    const tokens = new HtmlTokens(`<p>text${tail}`);
    while (tokens.next() !== token.end);
    expect(tokens.unterminated).toBe(7);
  });

  it.each(fixtureMails())("sees the same links as parse5 in %s", (_name, html) => {
    expect(linksByScan(html).length).toBeGreaterThan(10);
    expect(linksByScan(html)).toEqual(linksByParser(html));
  });

  it("sees the same links as parse5 in generated tag soup", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...tokenFragments), { maxLength: 12 }), (fragments) => {
        const html = fragments.join("");
        expect(linksByScan(html)).toEqual(linksByParser(html));
      }),
      { numRuns: 3_000 },
    );
  });

  it("sees the same links as parse5 in generated scripts", () => {
    const pieces =
      "<script> </script> </script <!-- --> - > <scripts> </scripts> <a\0href=1> <SCRIPT/> x".split(" ");
    pieces.push("<script ", "<", "/", "<!-->", "<!--->");
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (fragments) => {
        const html = fragments.join("").replaceAll("\0", " ");
        expect(linksByScan(html)).toEqual(linksByParser(html));
      }),
      { numRuns: 3_000 },
    );
  });

  it("sees the same links as parse5 in generated drawings and formulas", () => {
    // No `</a>`: whether it ends a drawing that was left open hangs on what that stands in.
    const pieces =
      "<svg> </svg> <SVG/> <math> </math> <title>Logo</title> <title/> <style> </style> <style>x</style> <p> </p> <div/> " +
      "<path/> <g> <desc>x</desc> <mi>x</mi> <![CDATA[<a\0href=1>]]> <a\0href=2> <xmp> </xmp> x";
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces.split(" ")), { maxLength: 12 }), (fragments) => {
        const html = fragments.join("").replaceAll("\0", " ");
        expect(linksByScan(html)).toEqual(linksByParser(html));
      }),
      { numRuns: 3_000 },
    );
  });

  it("never loses its way: offsets grow and stay inside", () => {
    fc.assert(
      fc.property(hostileHtml, (html) => {
        const tokens = new HtmlTokens(html);
        for (let previous = 0; tokens.next() !== token.end; previous = tokens.end) {
          expect(tokens.start).toBeGreaterThanOrEqual(previous);
          expect(tokens.end).toBeGreaterThan(tokens.start);
          expect(tokens.end).toBeLessThanOrEqual(html.length);
        }
      }),
    );
  });
});
