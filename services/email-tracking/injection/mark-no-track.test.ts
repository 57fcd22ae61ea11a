import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sanitizeAgentHtml } from "@/services/html/sanitize-html";
import { trimHref } from "../requests/destination-url";
import { trackingOptions } from "../testing/tracking-options";
import { decodeAttribute } from "./html-entities";
import { injectTracking } from "./inject-tracking";
import { markNoTrack } from "./mark-no-track";
import { removeNoTrackMarks } from "./remove-no-track-marks";
import { hostileHtml } from "./testing/hostile-html";

const url = "https://a.example/?x=1&y=2";

describe("markNoTrack", () => {
  it.each([
    [
      `<a href="https://a.example/?x=1&amp;y=2">`,
      `<a href="https://a.example/?x=1&amp;y=2" data-no-track="">`,
    ],
    [
      "<A HREF=' https://a.example/?x=1&#38;y=2\n'class=b>",
      "<A HREF=' https://a.example/?x=1&#38;y=2\n' data-no-track=\"\"class=b>",
    ],
    ["<a href=https://a.example/?x=1&y=2>", '<a href=https://a.example/?x=1&y=2 data-no-track="">'],
    [
      '<a data-no-track href="https://a.example/?x=1&y=2">',
      '<a data-no-track href="https://a.example/?x=1&y=2">',
    ],
    ['<a href="https://a.example/?x=1">', '<a href="https://a.example/?x=1">'],
    ["<a href><a href=>", "<a href><a href=>"],
  ])("of %j makes %j", (html, expected) => {
    expect(markNoTrack(html, [url, ""])).toBe(expected);
  });

  it("marks every link that leads there, and no other", () => {
    const html = `<a href="${url}">1</a><a href="https://b.example/">2</a><a href="${url}">3</a>`;
    const { links, skipped, html: tracked } = injectTracking(markNoTrack(html, [url]), trackingOptions);
    expect(links.map((link) => link.label)).toEqual(["2"]);
    expect(skipped.map((link) => [link.label, link.reason])).toEqual([
      ["1", "no-track"],
      ["3", "no-track"],
    ]);
    expect(tracked).toContain(`<a href="${url}">1</a>`);
    expect(tracked).toContain(`<a href="${url}">3</a>`);
  });

  it("leaves nothing of it in the mail, whatever the mail is like", () => {
    const onlyClicks = { ...trackingOptions, trackOpens: false };
    fc.assert(
      fc.property(hostileHtml, (html) => {
        const before = injectTracking(html, onlyClicks);
        const urls = before.links.map(({ start, end }) => trimHref(decodeAttribute(html.slice(start, end))));
        const marked = injectTracking(markNoTrack(html, urls), onlyClicks);
        expect(marked.links).toEqual([]);
        expect(marked.html).not.toContain(' data-no-track=""');
      }),
    );
  });

  it("passes the sanitiser", () => {
    const html = sanitizeAgentHtml(`<p><a href="${url}">x</a></p>`);
    expect(injectTracking(sanitizeAgentHtml(markNoTrack(html, [url])), trackingOptions).links).toEqual([]);
  });

  it("is undone where no link is tracked, and nothing else is", () => {
    const html = `<p><a href="${url}">x</a> <a ses:no-track href="https://b.example/">y</a> data-no-track</p>`;
    expect(removeNoTrackMarks(markNoTrack(html, [url]))).toBe(html);
    fc.assert(
      fc.property(hostileHtml, (hostile) => {
        const unmarked = removeNoTrackMarks(hostile);
        expect(removeNoTrackMarks(unmarked)).toBe(unmarked);
      }),
    );
  });
});
