import { isAttribution, isHeaderTable, isOriginalMessageRule } from "./attribution";
import { chooseQuote, type Quote, type Span } from "./choose-quote";
import { type Block, type Blockquote, type HtmlBlocks, readHtmlBlocks } from "./read-html-blocks";

/**
 * The part of an HTML mail that repeats earlier ones and can be folded away, by offsets into the HTML; null when it must
 * stay whole. The HTML is not changed: what is before, in and after the part is all of it.
 */
export function findHtmlQuote(html: string): Span | null {
  const read = readHtmlBlocks(html);
  const tail = tailOf(read);
  const quotes = read.blockquotes
    .filter(({ start }) => tail === null || start < tail)
    .flatMap((quote) => quoteOf(quote, read) ?? []);
  if (tail !== null) quotes.push({ start: tail, end: html.length, introduced: true });
  return chooseQuote(quotes, html.length, read.isBlank);
}

/** A `<blockquote>` is a quoted mail when it is marked as one, or led in like one. */
function quoteOf(quote: Blockquote, { blocks }: HtmlBlocks): Quote | null {
  const lead = attributionBefore(quote, blocks);
  if (lead !== null) return { start: lead, end: quote.end, introduced: true };
  return quote.isCite ? { start: quote.start, end: quote.end, introduced: false } : null;
}

function attributionBefore(quote: Blockquote, blocks: Block[]): number | null {
  for (let count = 1; count <= 3; count++) {
    const lead = blocks.slice(Math.max(quote.blocksBefore - count, 0), quote.blocksBefore);
    const [first] = lead;
    if (!first || lead.length < count || lead.some(({ isQuoted }) => isQuoted)) return null;
    if (isAttribution(lead.map(({ text }) => text).join(" "))) return first.start;
  }
  return null;
}

/** From where on all is the earlier mail, with the rule that is drawn above it. */
function tailOf({ blocks, tails, rules, isBlank }: HtmlBlocks): number | null {
  const starts = [...tails];
  const own = blocks.filter(({ isQuoted }) => !isQuoted);
  const written = own.findIndex(
    ({ text }, at) =>
      isOriginalMessageRule(text) ||
      (/[:：]/.test(text) && isHeaderTable(own.slice(at, at + 8).map((block) => block.text))),
  );
  const [block] = written < 0 ? [] : own.slice(written, written + 1);
  if (block) starts.push(block.start);
  if (starts.length === 0) return null;
  const start = Math.min(...starts);
  return rules.find((rule) => rule < start && isBlank(rule, start)) ?? start;
}
