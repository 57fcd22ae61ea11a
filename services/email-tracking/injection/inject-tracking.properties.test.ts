import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { destinationsIn, trackingOptions } from "../testing/tracking-options";
import { injectTracking } from "./inject-tracking";
import { restoreTrackedHtml } from "./restore-tracked-html";
import { hostileHtml, tokenFragments } from "./testing/hostile-html";

const anyOptions = fc.record({
  trackOpens: fc.boolean(),
  trackClicks: fc.boolean(),
  skipSecretLinks: fc.boolean(),
});

describe("injectTracking, on any input", () => {
  it("changes nothing but links, opt-outs and the pixel, and gives the original back", () => {
    fc.assert(
      fc.property(hostileHtml, anyOptions, (html, switches) => {
        const result = injectTracking(html, { ...trackingOptions, ...switches });
        let copied = 0;
        let expected = "";
        for (const { start, removed, inserted } of result.edits) {
          expect(start).toBeGreaterThanOrEqual(copied);
          expect(html.startsWith(removed, start)).toBe(true);
          expected += html.slice(copied, start) + inserted;
          copied = start + removed.length;
        }
        expect(result.html).toBe(expected + html.slice(copied));
        expect(restoreTrackedHtml(result)).toBe(html);
        expect(result.edits.filter((edit) => edit.inserted.startsWith("<img "))).toHaveLength(
          switches.trackOpens ? 1 : 0,
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it("lists every link once, in order, tracked or with a reason", () => {
    fc.assert(
      fc.property(hostileHtml, (html) => {
        const { links, skipped, html: tracked } = injectTracking(html, trackingOptions);
        const starts = [...links, ...skipped].map((link) => link.start).sort((a, b) => a - b);
        expect(new Set(starts).size).toBe(starts.length);
        expect(links.map((link) => link.position)).toEqual(
          links.map((link) => starts.indexOf(link.start) + 1),
        );
        for (const link of links) {
          expect(link.url).toMatch(/^https?:\/\/[\x20-\x7e]+$/i);
          expect(link.label.length).toBeLessThanOrEqual(200);
        }
        expect(tracked).not.toMatch(/click\?[^"'<>\s]*&(?!amp;)/);
      }),
      { numRuns: 1_000 },
    );
  });

  it("leads a browser exactly where it led before", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...tokenFragments), { maxLength: 12 }), (fragments) => {
        const html = fragments.join("");
        const options = { ...trackingOptions, trackOpens: false };
        const same = (url: string) => {
          const written = url
            .replace(/^tracked /, "")
            .trim()
            .replace(/[\t\n\r]/g, "");
          return URL.canParse(written, "https://x.example")
            ? new URL(written, "https://x.example").href
            : written;
        };
        expect(destinationsIn(injectTracking(html, options).html).map(same)).toEqual(
          destinationsIn(html).map(same),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it("does not track its own output again", () => {
    fc.assert(
      fc.property(hostileHtml, (html) => {
        const options = { ...trackingOptions, trackOpens: false };
        const once = injectTracking(html, options);
        // An opted-out link has lost its mark and is an ordinary one now.
        const unmarked = once.skipped.filter((link) => link.reason === "no-track").length;
        expect(injectTracking(once.html, options).links.length).toBeLessThanOrEqual(unmarked);
      }),
    );
  });
});

describe("work grows with the length of the input and no faster", () => {
  const hostile: Record<string, string> = {
    "tags never closed": "<a href='x' ",
    "attributes without end": "a='b' ",
    "links never closed": '<a href="https://a.example/">',
    "quotes never closed": "<a href=\"'><b title='\">",
    "comments never closed": "<!-- -",
    dashes: "-",
    "conditional comments with a style never closed": "<!--[if mso]><style>-->",
    "conditional comments with a quote never closed": "<!--[if mso]><a href='-->",
    "conditions never closed": "<!--[if -->",
    "raw text with false ends": "<style></styl",
    "end tags without names": "</",
    ampersands: "<a href='&&&&&&&&&&&&&&&&'>",
    "digits of one reference": "1",
    "less-than signs": "<",
    blanks: " ",
    "svg and CDATA never closed": "<svg><![CDATA[",
    "drawings never closed": "<svg><desc>",
    "drawings closed and not opened": "<svg></desc></math></svg></svg>",
    "scripts within scripts": "<script><!--<script>",
    "scripts that break off": "<script><!-- --></script ",
    "closing bodies": "</body>",
    "opt-outs without end": "<a clicktracking=off data-no-track href=x ",
    "opt-outs of links": "<a data-no-track clicktracking=off ses:no-track href=x>",
    "conditional comments": '<!--[if mso]><v:rect href="https://a.example/"><![endif]-->',
    bases: '<base href="https://a.example/">',
    "relative links": "<a href=x>",
    "relative links to a base as long as all of them": "<a href=x>",
    "links with much text": `<a href=https://a.example/>${"<b>&amp;\u0130 ".repeat(40)}`,
    "names that are no entities": "<a href='&aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa'>",
    "surrogates without a partner": "\ud800",
    "null characters": "\0<a\0href=\0>",
    "long words": "<a href=https://a.example/reset?eyJ-eyJ-eyJ-eyJ-eyJ>",
  };

  /** Counts the characters that the string methods of the tokenizer look at. */
  function countedSteps(work: () => void): number {
    const { indexOf, charCodeAt } = String.prototype;
    let steps = 0;
    String.prototype.charCodeAt = function (this: string, at: number) {
      steps++;
      return charCodeAt.call(this, at);
    };
    String.prototype.indexOf = function (this: string, mark: string, from = 0) {
      const found = indexOf.call(this, mark, from);
      steps += 1 + (found < 0 ? this.length : found) - Math.min(from, this.length);
      return found;
    };
    try {
      work();
    } finally {
      Object.assign(String.prototype, { indexOf, charCodeAt });
    }
    return steps;
  }

  const beginnings: Record<string, (size: number) => string> = {
    "attributes without end": () => "<a ",
    "digits of one reference": () => "<a href='&#",
    "relative links to a base as long as all of them": (size) =>
      `<base href="https://a.example/${"x".repeat(size)}/">`,
  };

  function hostileMail(name: string, size: number): string {
    const piece = hostile[name] ?? "";
    return (beginnings[name]?.(size) ?? "") + piece.repeat(Math.ceil(size / piece.length));
  }

  it.each(Object.keys(hostile))("%s: a constant number of steps a character", (name) => {
    const html = hostileMail(name, 300_000);
    expect(countedSteps(() => injectTracking(html, trackingOptions))).toBeLessThan(12 * html.length);
  });

  // Beside the counted steps run those that nothing counts, of regular expressions: squared they would take hours.
  it.each(Object.keys(hostile))("%s: 5 MB of it come back whole", (name) => {
    const html = hostileMail(name, 5_000_000);
    expect(restoreTrackedHtml(injectTracking(html, trackingOptions)) === html).toBe(true);
  });
});
