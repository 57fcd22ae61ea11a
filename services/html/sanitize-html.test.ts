import { describe, expect, it } from "vitest";
import { injectTracking } from "@/services/email-tracking/inject-tracking";
import { trackingOptions } from "@/services/email-tracking/testing/tracking-options";
import { sanitizeAgentHtml } from "./sanitize-html";

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
