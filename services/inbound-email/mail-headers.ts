import { decodeGuessed } from "./guess-charset";

/** A header's line as it came: lower-case name, and `Name: value` with its folds. */
export type HeaderLine = { readonly key: string; readonly line: string };

/** The values of a header, topmost first, unfolded (RFC 5322, 2.2.3) and without the white space around them. */
export function headerValues(lines: readonly HeaderLine[], name: string): string[] {
  const key = name.toLowerCase();
  return lines.filter((header) => header.key === key).map(({ line }) => unfolded(line));
}

/** The topmost value of a header, or null when there is none. */
export function headerValue(lines: readonly HeaderLine[], name: string): string | null {
  return headerValues(lines, name)[0] ?? null;
}

/** Whether any header's name begins so. */
export function hasHeaderLike(lines: readonly HeaderLine[], start: string): boolean {
  return lines.some(({ key }) => key.startsWith(start));
}

/** A block of header lines as text, up to its first empty line, one entry a header. Lines that are none are left out. */
export function readHeaderBlock(text: string): HeaderLine[] {
  const headers: { key: string; line: string }[] = [];
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line === "") break;
    const last = headers.at(-1);
    if (/^[ \t]/.test(line)) {
      if (last) last.line += `\r\n${line}`;
      continue;
    }
    const colon = line.indexOf(":");
    if (colon > 0) headers.push({ key: line.slice(0, colon).trim().toLowerCase(), line });
  }
  return headers;
}

function unfolded(line: string): string {
  const value = line.slice(line.indexOf(":") + 1);
  return readable(value)
    .replace(/\r?\n/g, "")
    .replace(/[\t ]+/g, " ")
    .trim();
}

/** The parser hands over bytes as characters: UTF-8 where they are (RFC 6532), and otherwise to be guessed. */
export function readable(line: string): string {
  const codes = [...line].map((character) => character.codePointAt(0) ?? 0);
  const isPlain = codes.every((code) => code < 0x80 && code !== 0x1b);
  return isPlain || codes.some((code) => code > 0xff) ? line : decodeGuessed(Buffer.from(line, "latin1"));
}
