import type { TrackedHtml } from "./inject-tracking";

/** The inverse of `injectTracking`: the mail as it was before, character for character. */
export function restoreTrackedHtml({ html, edits }: Pick<TrackedHtml, "html" | "edits">): string {
  const parts: string[] = [];
  let copied = 0;
  let shift = 0;
  for (const { start, removed, inserted } of edits) {
    const at = start + shift;
    if (html.slice(at, at + inserted.length) !== inserted) throw new Error(`no tracking at offset ${at}`);
    parts.push(html.slice(copied, at), removed);
    copied = at + inserted.length;
    shift += inserted.length - removed.length;
  }
  parts.push(html.slice(copied));
  return parts.join("");
}
