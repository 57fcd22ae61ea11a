/**
 * The document that shows a contact's mail in a sandboxed frame. One script, named in the frame's policy by its hash:
 * it posts the document's height, follows the portal's theme and folds quoted text. It cannot reach the portal: the
 * frame's origin is opaque.
 */
export const messageScript = `"use strict";
(() => {
  const root = document.documentElement;
  const quotes = ".gmail_quote, blockquote[type=cite], .moz-cite-prefix + blockquote, .yahoo_quoted, #divRplyFwdMsg";
  // What the portal has found to be quoted stands folded already.
  const folded = document.getElementById("quoted");
  if (folded) folded.addEventListener("toggle", () => post());
  const quote = folded ? null : document.querySelector(quotes) || [...document.body.querySelectorAll("blockquote")].at(-1);
  if (quote && !quote.closest("details") && quote.textContent.trim() && document.body.innerText.trim() !== quote.innerText.trim()) {
    const fold = document.createElement("details");
    const summary = document.createElement("summary");
    summary.textContent = "…";
    summary.setAttribute("aria-label", "Quoted text");
    summary.title = "Quoted text";
    quote.replaceWith(fold);
    fold.append(summary, quote);
    fold.addEventListener("toggle", () => post());
  }
  for (const link of document.links) { link.target = "_blank"; link.rel = "noopener noreferrer"; }
  let last = 0;
  function post() {
    const { body } = document;
    // What scrolls sideways must be reached by keyboard.
    if (body.scrollWidth > body.clientWidth) body.tabIndex = 0;
    const height = Math.ceil(body.getBoundingClientRect().height);
    if (height === last) return;
    last = height;
    parent.postMessage({ myportalMessageHeight: height }, "*");
  }
  addEventListener("message", (event) => {
    if (event.source !== parent || !event.data || typeof event.data.myportalTheme !== "string") return;
    root.dataset.theme = event.data.myportalTheme === "dark" ? "dark" : "light";
    // The page may have begun to listen only now.
    last = 0;
    post();
  });
  new ResizeObserver(post).observe(document.body);
  addEventListener("load", post);
  post();
})();
`;

const style = `
:root { color-scheme: light; --ink: #1d1d1a; --quiet: #504f49; --line: #cccbc3; --link: #234bb0; }
:root[data-theme="dark"]:not([data-own-colours]) { color-scheme: dark; --ink: #ecebe6; --quiet: #bbbab3; --line: #434340; --link: #a3bcff; }
html { background: transparent; }
:root[data-own-colours] { background: #fff; }
body { color: var(--ink); font: 14px/22px "Inter Variable", ui-sans-serif, system-ui, "Segoe UI", Roboto, sans-serif;
  margin: 0; overflow-wrap: anywhere; display: flow-root; overflow-x: auto; }
:root[data-own-colours] body { padding: 12px; }
main > :first-child { margin-top: 0; } main > :last-child { margin-bottom: 0; }
p { margin: 0 0 10px; } a { color: var(--link); } img { max-width: 100%; height: auto; }
blockquote { margin: 8px 0; padding-left: 12px; border-left: 2px solid var(--line); color: var(--quiet); }
pre { white-space: pre-wrap; } table { max-width: 100%; }
/* Columns keep their words, and what is wider than the frame scrolls. */
td:not(:only-child), th:not(:only-child) { overflow-wrap: break-word; }
summary { color: var(--quiet); cursor: pointer; display: inline-block; font-size: 14px; line-height: 10px; font-weight: 700;
  letter-spacing: 1px; padding: 0 10px 6px; margin: 6px 0 4px; border: 1px solid var(--line); border-radius: 999px; }
`;

/** The whole document around a mail's sanitised HTML, with what it quoted folded below. */
export function messageDocument(bodyHtml: string, quotedHtml: string | null = null): string {
  const own = hasOwnColours(bodyHtml + (quotedHtml ?? "")) ? " data-own-colours" : "";
  const quoted = quotedHtml
    ? `<details id="quoted"><summary aria-label="Quoted text" title="Quoted text">…</summary>${quotedHtml}</details>`
    : "";
  return `<!doctype html><html lang="und"${own}><head><meta charset="utf-8"><title>Message</title><style>${style}</style></head><body><main>${bodyHtml}</main>${quoted}<script>${messageScript}</script></body></html>`;
}

/** A mail that sets a colour, of its text or behind it, is made for paper: it keeps that in the dark theme. */
export function hasOwnColours(bodyHtml: string): boolean {
  return /\s(bg)?color=|(color|background)\s*:/i.test(bodyHtml);
}
