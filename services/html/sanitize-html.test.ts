import { describe, expect, it } from "vitest";
import { injectTracking } from "@/services/email-tracking/injection/inject-tracking";
import { trackingOptions } from "@/services/email-tracking/testing/tracking-options";
import { sanitizeAgentHtml, sanitizeContactHtml } from "./sanitize-html";

describe("sanitizeAgentHtml", () => {
  it.each([
    "data-no-track",
    "data-skip-click",
    'clicktracking="off"',
    "ses:no-track",
    'data-msys-clicktrack="0"',
    "data-pm-no-track",
    'disable-tracking="true"',
    "mc:disable-tracking",
    'data-disable-tracking="true"',
    'data-mautic-disable-tracking="true"',
  ])("keeps %s, so that the link is left alone", (mark) => {
    const html = sanitizeAgentHtml(`<p><a href="https://a.example/" ${mark}>x</a></p>`);
    const { links, skipped } = injectTracking(html, trackingOptions);
    expect(links).toEqual([]);
    expect(skipped.map(({ reason }) => reason)).toEqual(["no-track"]);
  });
});

describe("sanitizeContactHtml", () => {
  it("keeps a background that is written as one, under its text, and none that would be loaded", () => {
    const button = '<a style="background:#1a73e8;color:#ffffff">Pay</a>';
    expect(sanitizeContactHtml(button)).toBe(button);
    const image = '<p style="background:#fff url(https://a.example/x.png)">Hello</p>';
    expect(sanitizeContactHtml(image)).toBe("<p>Hello</p>");
  });
});

describe.each([
  ["sanitizeAgentHtml", sanitizeAgentHtml],
  ["sanitizeContactHtml", sanitizeContactHtml],
])("%s, of a mail that quotes one of ours", (_name, sanitizeHtml) => {
  const url = "https://a.example/?b=1&c=%C3%A9#d";
  const original = `<p>See <a href="${url.replaceAll("&", "&amp;")}">this</a></p>`;

  it("takes out the pixel and leads its links straight to where they go", () => {
    const { html } = injectTracking(original, trackingOptions);
    expect(html).toContain("/api/email-tracking/pixel/");
    expect(sanitizeHtml(`<blockquote>${html}</blockquote>`)).toBe(`<blockquote>${original}</blockquote>`);
  });

  it.each([
    "https://ci3.googleusercontent.com/meips/x=s0-d-e1-ft#https://desk.example/api/email-tracking/pixel/abc.gif",
    "//desk.example/help/api/email-tracking/pixel/abc.gif",
    "HTTPS://DESK.EXAMPLE/API/EMAIL-TRACKING/PIXEL/abc.gif",
    // As a browser reads addresses.
    "https://desk.example/x/../api/./email-tracking/%2e/pixel/abc.gif",
    "https:\\\\desk.example\\api\\email-tracking\\pixel\\abc.gif",
    "https://desk.example/api/email-\ntracking/pix\tel/abc.gif",
    "/api/email-tracking/pixel/abc.gif",
    // A link that an image follows is a click that nobody made.
    "https://desk.example/api/email-tracking/click?tid=x&amp;url=https://a.example/&amp;sig=y",
  ])("knows the pixel as %s", (src) => {
    expect(sanitizeHtml(`a<img src="${src}">b`)).toBe("ab");
  });

  it.each([
    "https://desk.example/api/email-tracking/click?tid=x&amp;link=3&amp;sig=y",
    "https://desk.example/api/email-tracking/click?tid=x&amp;url=javascript:alert(1)",
    "https://desk.example/other?url=https://a.example/",
  ])("leaves the link %s", (href) => {
    expect(sanitizeHtml(`<a href="${href}">x</a>`)).toBe(`<a href="${href}">x</a>`);
  });

  it("says the same of an address however many it has seen", () => {
    const odd = '<p><a href="https://ß%80">x</a><img src="https://ß%80/y.png" /></p>';
    const first = sanitizeHtml(odd);
    const ordinary = '<a href="https://a.example/1">a</a><img src="https://c.example/2">';
    for (let count = 0; count < 10_000; count++) sanitizeHtml(ordinary);
    expect(sanitizeHtml(odd)).toBe(first);
  });

  it("leaves other images", () => {
    const image = '<img src="https://a.example/logo.png" alt="" />';
    expect(sanitizeHtml(image)).toBe(image);
  });
});
