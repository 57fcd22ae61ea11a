import { describe, expect, it } from "vitest";
import { withHardSpaces } from "./hard-spaces";

describe("withHardSpaces", () => {
  it.each([
    ["<p>a b</p>", "<p>a b</p>"],
    ["<p>Host   up</p>", "<p>Host&nbsp;&nbsp; up</p>"],
    ["<p> indented<br>  twice</p>", "<p>&nbsp;indented<br>&nbsp; twice</p>"],
    ["<p><strong>a</strong> b</p>", "<p><strong>a</strong> b</p>"],
    ["<p>One</p><p></p><p>Two</p>", "<p>One</p><p>&nbsp;</p><p>Two</p>"],
    ["<pre><code>a   b</code></pre><p>c  d</p>", "<pre><code>a   b</code></pre><p>c&nbsp; d</p>"],
    ["<p>run <code>a  b</code>  now</p>", "<p>run <code>a  b</code>&nbsp; now</p>"],
    ['<p><img src="cid:x" alt="a  b"></p>', '<p><img src="cid:x" alt="a  b"></p>'],
  ])("makes of %s %s", (html, expected) => {
    expect(withHardSpaces(html)).toBe(expected);
  });
});
