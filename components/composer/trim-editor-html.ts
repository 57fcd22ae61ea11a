/** Without the empty paragraphs at the end: the editor keeps one below a list or a quote, for the caret to go to. */
export function trimEditorHtml(html: string): string {
  let end = html.length;
  while (html.endsWith("<p></p>", end)) end -= "<p></p>".length;
  return html.slice(0, end);
}
