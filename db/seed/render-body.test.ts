import { expect, it } from "vitest";
import { demoTickets } from "./demo/tickets";
import { renderBody } from "./render-body";

const composed = new Set(["p", "br", "strong", "em", "code", "pre", "blockquote", "ul", "ol", "li", "a"]);

it("renders paragraphs, lists, quotes, code, marks and links, and escapes the rest", () => {
  const { html, text, links } = renderBody(
    "A & B\nsecond **line** of *mine*\n\n- one ''x < y''\n- [two](https://a.example/?p=1&q=2)\n\n> said https://b.example/x.\n\n~~~\na\n\n<b>\n~~~",
  );
  expect(html).toBe(
    "<p>A &amp; B<br>second <strong>line</strong> of <em>mine</em></p>" +
      '<ul><li>one <code>x &lt; y</code></li><li><a href="https://a.example/?p=1&amp;q=2">two</a></li></ul>' +
      '<blockquote><p>said <a href="https://b.example/x">https://b.example/x</a>.</p></blockquote>' +
      "<pre><code>a\n\n&lt;b&gt;</code></pre>",
  );
  expect(text).toContain("two [https://a.example/?p=1&q=2]");
  expect(text).toContain("second line of mine");
  expect(links).toEqual([
    { url: "https://a.example/?p=1&q=2", label: "two" },
    { url: "https://b.example/x", label: "https://b.example/x" },
  ]);
});

it("leaves no mark unrendered in the demo data, and nothing but the composer's elements", () => {
  for (const { body } of demoTickets.flatMap((ticket) => ticket.messages)) {
    const { html } = renderBody(body);
    const prose = html.replace(/<(pre|code)>.*?<\/\1>/gs, "");
    expect(prose).not.toMatch(/\*\*|''|~~~|\]\(|(^|>)(- |> |\d+\. )/);
    const elements = [...html.matchAll(/<([a-z]+)/g)].map((match) => match[1]);
    expect(elements.filter((name) => !composed.has(name ?? ""))).toEqual([]);
  }
});

it("says nothing twice", () => {
  const bodies = demoTickets.flatMap((ticket) => ticket.messages.map((message) => message.body));
  expect(new Set(bodies).size).toBe(bodies.length);
});
