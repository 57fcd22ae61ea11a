/** A piece of a mail that repeats an earlier one, by offsets. `introduced`: a line such as "On Monday Ana wrote:" leads it in. */
export type Quote = { start: number; end: number; introduced: boolean };
export type Span = { start: number; end: number };

/**
 * The one piece that can be folded away, or null when the mail must stay whole: when nothing else would be left, and when
 * it answers between the lines of what it quotes.
 * @param quotes in their order, none within another
 * @param isBlank whether there is nothing to read between two offsets
 */
export function chooseQuote(
  quotes: Quote[],
  length: number,
  isBlank: (start: number, end: number) => boolean,
): Span | null {
  const merged = mergeNeighbours(quotes, isBlank);
  const last = merged.at(-1);
  if (!last) return null;
  const hasTextAfter = !isBlank(last.end, length);
  if (merged.length > 1) {
    // Between the lines: what nobody answered may go, at the end only.
    return hasTextAfter ? null : { start: last.start, end: last.end };
  }
  if (hasTextAfter && !last.introduced) return null;
  if (!hasTextAfter && isBlank(0, last.start)) return null;
  return { start: last.start, end: last.end };
}

function mergeNeighbours(quotes: Quote[], isBlank: (start: number, end: number) => boolean): Quote[] {
  const merged: Quote[] = [];
  for (const quote of quotes) {
    const before = merged.at(-1);
    if (before && isBlank(before.end, quote.start)) before.end = Math.max(before.end, quote.end);
    else merged.push({ ...quote });
  }
  return merged;
}
