/**
 * The editor's HTML with spaces and empty lines that stay: of several spaces in a row HTML shows one, none where a line
 * begins, and nothing of an empty paragraph, while the editor shows all. Code is left as it is, to be copied from.
 */
export function withHardSpaces(html: string): string {
  return html
    .split(/(<(?:pre|code)[ >][\s\S]*?<\/(?:pre|code)>)/)
    .map((part, at) => (at % 2 === 1 ? part : harden(part)))
    .join("");
}

function harden(html: string): string {
  return html
    .replace(/(?:^|>)[^<]+/g, (text) => text.replace(/ (?= )/g, "&nbsp;"))
    .replace(/(<(?:p|br)>) /g, "$1&nbsp;")
    .replace(/<p><\/p>/g, "<p>&nbsp;</p>");
}
