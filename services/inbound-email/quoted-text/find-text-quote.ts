import { isAttribution, isHeaderTable, isOriginalMessageRule } from "./attribution";
import { chooseQuote, type Quote, type Span } from "./choose-quote";

type Line = { start: number; end: number; text: string };

/** The part of a plain text that repeats earlier mails and can be folded away, by offsets; null when it must stay whole. */
export function findTextQuote(text: string): Span | null {
  const lines = splitLines(text);
  const quotes: Quote[] = [];
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at];
    if (!line) break;
    if (beginsTail(lines, at)) {
      quotes.push({ start: line.start, end: text.length, introduced: true });
      break;
    }
    if (!isQuoted(line)) continue;
    const first = at;
    while (isQuoted(lines[at + 1])) at++;
    const lead = attributionBefore(lines, first);
    quotes.push({
      start: (lines[lead ?? first] ?? line).start,
      end: lines[at]?.end ?? line.end,
      introduced: lead !== null,
    });
  }
  return chooseQuote(quotes, text.length, (start, end) => text.slice(start, end).trim() === "");
}

const isQuoted = (line: Line | undefined) => line !== undefined && /^\s{0,2}>/.test(line.text);

function beginsTail(lines: Line[], at: number): boolean {
  const text = lines[at]?.text ?? "";
  if (isOriginalMessageRule(text)) return true;
  const isRule = /^\s*[_-]{10,}\s*$/.test(text);
  if (!isRule && !/[:：]/.test(text)) return false;
  const next = lines.slice(isRule ? at + 1 : at, at + 9).map((line) => line.text);
  return isHeaderTable(next);
}

/** The first line of an attribution right above a quote, which may be broken into three, with an empty line between. */
function attributionBefore(lines: Line[], first: number): number | null {
  let last = first - 1;
  while (last >= 0 && first - last <= 2 && lines[last]?.text.trim() === "") last--;
  for (let count = 1; count <= 3; count++) {
    const from = last - count + 1;
    if (from < 0) return null;
    const joined = lines
      .slice(from, last + 1)
      .map(({ text }) => text.trim())
      .join(" ");
    if (isAttribution(joined) && (count === 1 || lines[from]?.text.trim() !== ""))
      return wholeLead(lines, from, last);
  }
  return null;
}

/** A line that ends in "wrote:" alone may go on above, up to the line that has the date. */
function wholeLead(lines: Line[], from: number, last: number): number {
  const joined = lines.slice(from, last + 1).map(({ text }) => text.trim());
  if (/\d/.test(joined.join(" ")) && /^(on|am|le|el|il|op|den|em|dnia|\d)/i.test(joined[0] ?? ""))
    return from;
  const above = lines[from - 1]?.text.trim() ?? "";
  return /^(on|am|le|el|il|op|den|em|dnia)\b.*\d/i.test(above) ? from - 1 : from;
}

function splitLines(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  while (start < text.length) {
    const found = text.indexOf("\n", start);
    const end = found < 0 ? text.length : found + 1;
    // No line that matters is longer.
    lines.push({ start, end, text: text.slice(start, Math.min(end, start + 1000)).replace(/[\r\n]+$/, "") });
    start = end;
  }
  return lines;
}
