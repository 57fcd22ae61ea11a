import { describe, expect, it } from "vitest";
import { htmlToText } from "./html-to-text";
import { NestingError, sanitizeAgentHtml, sanitizeContactHtml } from "./sanitize-html";
import { shallowHtml } from "./shallow-html";

const nested = (tag: string, depth: number) =>
  `${`<${tag}>`.repeat(depth)}A &amp; B${`</${tag}>`.repeat(depth)}`;

/** A megabyte and more, each nested as deep as it goes. */
const hostile: [string, string][] = [
  ["that are closed", nested("div", 150_000)],
  ["that stay open", `${"<div>".repeat(250_000)}A &amp; B`],
  ["of a table", `${"<table><tr><td>".repeat(80_000)}A &amp; B`],
  ["behind end tags of nothing", `${"<div></x>".repeat(150_000)}A &amp; B`],
  [
    "behind end tags that drawings hide",
    `${"<div><svg><title></div></title></svg>".repeat(40_000)}A &amp; B`,
  ],
];

describe.each(hostile)("HTML with elements %s", (_, html) => {
  it.each([
    ["sanitizeAgentHtml", sanitizeAgentHtml],
    ["htmlToText", (given: string) => htmlToText(given).replace("&", "&amp;")],
  ])("costs %s less than two seconds, and keeps its words", (_name, read) => {
    const startedAt = performance.now();
    expect(read(html).trim()).toBe("A &amp; B");
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });

  it("is refused as a contact's, at once: whoever has it keeps it as a file", () => {
    const startedAt = performance.now();
    expect(() => sanitizeContactHtml(html)).toThrow(NestingError);
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});

describe("HTML that is nested as mails are, or worse", () => {
  it.each([
    ["an answer to an answer", nested("blockquote", 500)],
    ["paragraphs that nobody closed", "<p>x".repeat(9000)],
    ["line breaks and images", "<br><img src='a.png'>".repeat(50_000)],
    ["many short elements", "<p><b>x</b></p>".repeat(50_000)],
    ["a drawing", `<svg>${"<path d='M0'></path>".repeat(2000)}</svg>`],
  ])("stays as it is: %s", (_, html) => {
    expect(shallowHtml(html)).toBe(html);
  });

  it("gives its words where the converter's recursion would end", () => {
    expect(htmlToText(nested("div", 9000))).toBe("A & B");
  });

  it("does not make tags of what stood apart", () => {
    const html = sanitizeAgentHtml(`${"<div>".repeat(20_000)}<<b>script>alert(1)<</b>/script>`);
    expect(html).not.toContain("<");
  });
});
