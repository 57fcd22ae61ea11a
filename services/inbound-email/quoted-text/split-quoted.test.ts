import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findHtmlQuote } from "./find-html-quote";
import { findTextQuote } from "./find-text-quote";
import { splitQuoted } from "./split-quoted";

const html = (source: string, subject = "Re: x") => splitQuoted({ html: source, text: null, subject });
const text = (source: string, subject = "Re: x") => splitQuoted({ html: null, text: source, subject });

describe("a plain text", () => {
  it.each([
    ["On Tue, 24 Nov 2026 at 09:12, Support <s@example.com> wrote:\n> Q"],
    ["On Tue, 24 Nov 2026 at 09:12, Support\n<support@example.com> wrote:\n\n> Q\n> Q2\n"],
    ["Am 24.11.2026 um 09:12 schrieb Support:\n> Q"],
    ["El mar, 24 nov 2026 a las 9:12, Support (<s@example.com>) escribió:\n\n> Q"],
    ["24.11.2026 09:12, Support пишет:\n> Q"],
    ["-----Original Message-----\nFrom: Support\nSent: Tuesday\n\nQ"],
    [
      "________________________________\nFrom: Support <s@example.com>\nSent: Tuesday\nTo: Ana\nSubject: x\n\nQ",
    ],
    ["Von: Support <s@example.com>\nGesendet: Dienstag\nAn: Ana\nBetreff: x\n\nQ"],
    ["> Q\n> and no line above it"],
  ])("is parted from %j", (quote) => {
    const split = text(`My answer.\n\n-- \nAna\n\n${quote}`);
    expect(split.bodyText).toContain("My answer.");
    expect(split.bodyText).toContain("Ana");
    expect(split.bodyText).not.toContain("Q");
    expect(split.quotedHtml).toContain("Q");
  });

  it.each([
    ["answers between the lines", "> How many?\nThree.\n> Which colour?\nRed."],
    ["quotes one line to answer it", "> How many?\n\nThree."],
    ["is nothing but a quote", "On 24 Nov 2026 Ana wrote:\n> Q"],
    ["has a colon and a date", "We met on 24 Nov 2026, and Ana wrote:\nnothing"],
    ["speaks of headers", "From: now on we\nSent: nothing"],
  ])("stays whole when it %s", (_, source) => {
    const split = text(source);
    expect(split.quotedHtml).toBeNull();
    for (const word of source.match(/[A-Za-z]{3,}/g) ?? []) expect(split.bodyText).toContain(word);
  });

  it("keeps what stands below the quote", () => {
    const split = text("On 24 Nov 2026 at 9, Ana wrote:\n> Q\n\nBelow.\n");
    expect(split.bodyText).toBe("Below.");
    expect(split.quotedHtml).toContain("Q");
  });

  it("that is forwarded stays whole", () => {
    expect(
      text("See.\n-----Original Message-----\nFrom: B\nSent: today\n\nQ", "FW: x").quotedHtml,
    ).toBeNull();
  });
});

describe("an HTML mail", () => {
  it("keeps the signature, also with a picture, and folds what is below", () => {
    const split = html(
      '<p>Yes.</p><p>-- <br>Ana</p><img src="https://example.org/logo.png"><div class="moz-cite-prefix">On 24/11/2026 09:12, Support wrote:<br></div><blockquote type="cite"><p>Q</p></blockquote>',
    );
    expect(split.bodyHtml).toContain("logo.png");
    expect(split.bodyText).not.toContain("wrote");
    expect(split.quotedHtml).toMatch(/wrote:.*Q/s);
  });

  it.each([
    [
      "Yahoo",
      '<div>Yes.</div><div id="ydp1" class="yahoo_quoted"><div>On Tuesday, Support wrote:</div><div>Q</div></div>',
    ],
    [
      "Proton",
      '<div>Yes.</div><div class="protonmail_quote">On Tuesday, Support wrote:<br><blockquote class="protonmail_quote" type="cite">Q</blockquote></div>',
    ],
    [
      "Outlook for iPhone",
      '<div>Yes.</div><div id="mail-editor-reference-message-container"><div>From: S</div>Q</div>',
    ],
    [
      "an answer that was sent on by Outlook",
      '<div>Yes.</div><hr><div id="x_divRplyFwdMsg"><b>From:</b> S</div>Q',
    ],
  ])("of %s is split", (_, source) => {
    const split = html(source);
    expect(split.bodyText).toBe("Yes.");
    expect(split.quotedHtml).toContain("Q");
  });

  it.each([
    [
      "answers within the quote",
      '<blockquote type="cite">How many?</blockquote><p>Three.</p><blockquote type="cite">Colour?</blockquote><p>Red.</p>',
    ],
    ["quotes a poem", "<p>I wrote a poem:</p><blockquote>Roses</blockquote>"],
    [
      "is nothing but a quote",
      '<div class="gmail_quote"><blockquote class="gmail_quote">Q</blockquote></div>',
    ],
  ])("stays whole when it %s", (_, source) => {
    expect(html(source).quotedHtml).toBeNull();
  });
});

const fragment = fc.constantFrom(
  "<div>",
  "</div>",
  '<blockquote type="cite">',
  "<blockquote>",
  "</blockquote>",
  '<div class="gmail_quote">',
  '<div id="divRplyFwdMsg">',
  "<hr>",
  "<br>",
  "<p>",
  "<img src=x>",
  "<!-- c -->",
  "word",
  "On 24 Nov 2026 Ana wrote:",
  "From: a",
  "Sent: b",
  "To: c",
  "-----Original Message-----",
  "&nbsp;",
  "<",
  "&",
);
const line = fc.constantFrom(
  "> q",
  ">",
  "",
  "word",
  "On 24 Nov 2026, Ana wrote:",
  "-- ",
  "From: a",
  "Sent: b",
  "To: c",
  "Le 24 a écrit :",
  "____________",
);

describe("whatever it is given", () => {
  it("a quote is a part of the mail, and something is left beside it", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fragment, fc.string()), { maxLength: 40 }), (parts) => {
        const source = parts.join("");
        const quote = findHtmlQuote(source);
        if (!quote) return;
        expect(quote.start).toBeGreaterThanOrEqual(0);
        expect(quote.end).toBeLessThanOrEqual(source.length);
        expect(quote.start).toBeLessThan(quote.end);
        expect(
          `${source.slice(0, quote.start)}${source.slice(quote.end)}`.replace(/<[^<>]*>|&nbsp;|\s/g, "") +
            (source.includes("<img") ? "i" : ""),
        ).not.toBe("");
      }),
      { numRuns: 500 },
    );
  });

  it("no word of a text is lost", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(line, fc.stringMatching(/^[a-z]{1,8}$/)), { maxLength: 30 }), (lines) => {
        const source = lines.join("\n");
        const quote = findTextQuote(source);
        if (quote)
          expect(
            source.slice(0, quote.start) + source.slice(quote.start, quote.end) + source.slice(quote.end),
          ).toBe(source);
        const { bodyHtml, quotedHtml } = text(source);
        const words = (all: string) =>
          (all.match(/[a-z]{2,}/gi) ?? []).filter((word) => !["gt", "lt", "br", "amp"].includes(word)).sort();
        expect(words(`${bodyHtml} ${quotedHtml ?? ""}`)).toEqual(words(source));
      }),
    );
  });

  it("it takes time in proportion to its length", () => {
    const hostile = [
      "<blockquote type=cite>".repeat(50_000),
      "<div>On 24 Nov 2026 Ana wrote:</div><blockquote>x</blockquote>y".repeat(10_000),
      "> q\nword\n".repeat(50_000),
      "From: a\n".repeat(50_000),
      "<hr>".repeat(50_000),
      `${"<hr>word".repeat(20_000)}<div id=appendonsend>`,
      "-".repeat(300_000),
      "On 1 ".repeat(50_000),
    ];
    for (const source of hostile) {
      const start = performance.now();
      findHtmlQuote(source);
      findTextQuote(source);
      expect(performance.now() - start, source.slice(0, 40)).toBeLessThan(1500);
    }
  });
});
