import { describe, expect, it } from "vitest";
import { trimEditorHtml } from "./trim-editor-html";

describe("trimEditorHtml", () => {
  it.each([
    ["<ul><li><p>One</p></li></ul><p></p>", "<ul><li><p>One</p></li></ul>"],
    ["<pre><code>x</code></pre><p></p><p></p>", "<pre><code>x</code></pre>"],
    ["<p>One</p><p></p><p>Two</p>", "<p>One</p><p></p><p>Two</p>"],
    ["<p></p>", ""],
    ["<p>One</p>", "<p>One</p>"],
  ])("of %s leaves %s", (html, expected) => {
    expect(trimEditorHtml(html)).toBe(expected);
  });
});
