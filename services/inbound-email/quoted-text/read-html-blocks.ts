import { decodeAttribute } from "@/services/email-tracking/injection/html-entities";
import { HtmlTokens, token } from "@/services/email-tracking/injection/html-tokens";

/** A run of text between two tags that begin a line. @property start where the tag before it begins */
export type Block = { start: number; text: string; isQuoted: boolean };
/** An outermost `<blockquote>`. @property isCite a mail program marked it as a quoted mail */
export type Blockquote = { start: number; end: number; isCite: boolean; blocksBefore: number };

export type HtmlBlocks = {
  /** Those with text only. */
  blocks: Block[];
  blockquotes: Blockquote[];
  /** Where a mail program put a mark that all that follows is the earlier mail. */
  tails: number[];
  /** Horizontal rules outside of quotes. */
  rules: number[];
  /** Is there neither text nor an image between two offsets? */
  isBlank(start: number, end: number): boolean;
};

const lineTags = new Set(
  "address article blockquote br center dd div dl dt footer h1 h2 h3 h4 h5 h6 header hr li ol p pre section table tbody td th thead tr ul".split(
    " ",
  ),
);
/** Nothing that leads a quote in is longer. */
const longestBlock = 600;

/** Outlook in its kinds (behind a rewriting of its own, `x_`), Zoho. */
const tailIds =
  /^(x_)*(divRplyFwdMsg|appendonsend|mail-editor-reference-message-container|ms-outlook-mobile-reference-message|zmail_extra)$/i;
/** Yahoo, Proton, Tutanota, Outlook Express. */
const tailClasses =
  /(^|\s)(x_)*(yahoo_quoted|protonmail_quote|tutanota_quote|zmail_extra|OutlookMessageHeader)(\s|$)/i;

/** Reads an HTML mail as lines of text with the marks that quotes are recognised by. One pass by offsets. */
export function readHtmlBlocks(html: string): HtmlBlocks {
  const found = {
    blocks: [] as Block[],
    blockquotes: [] as Blockquote[],
    tails: [] as number[],
    rules: [] as number[],
  };
  const contents = new Contents();
  const tokens = new HtmlTokens(html);
  let open = { start: 0, text: "" };
  let depth = 0;

  const endBlock = (nextStart: number) => {
    const text = open.text.replace(/[\s\u00a0\u200b-\u200d\ufeff]+/g, " ").trim();
    if (text !== "") found.blocks.push({ start: open.start, text, isQuoted: depth > 0 });
    open = { start: nextStart, text: "" };
  };

  for (let kind = tokens.next(); ; kind = tokens.next()) {
    if (!tokens.textIsRaw && tokens.start > tokens.textStart) {
      const text = decodeAttribute(
        html.slice(tokens.textStart, Math.min(tokens.start, tokens.textStart + longestBlock)),
      );
      if (hasText(text)) contents.add(tokens.textStart, tokens.start);
      if (open.text.length < longestBlock) open.text += text;
    }
    if (kind === token.end) break;
    if (kind !== token.startTag && kind !== token.endTag) continue;
    const isStart = kind === token.startTag;
    if (isStart && tokens.isNamed("img")) contents.add(tokens.start, tokens.end);
    const name = html.slice(tokens.nameStart, Math.min(tokens.nameEnd, tokens.nameStart + 12)).toLowerCase();
    if (!lineTags.has(name)) continue;
    endBlock(tokens.start);
    if (isStart && depth === 0) {
      if (name === "hr") found.rules.push(tokens.start);
      if (tailIds.test(attribute(tokens, "id")) || tailClasses.test(attribute(tokens, "class"))) {
        found.tails.push(tokens.start);
      }
    }
    if (name !== "blockquote") continue;
    if (!isStart) {
      if (depth > 0) depth--;
      const [last] = found.blockquotes.slice(-1);
      if (depth === 0 && last && last.end === html.length) last.end = tokens.end;
    } else if (depth++ === 0) {
      const isCite = attribute(tokens, "type") === "cite" || /gmail_quote/.test(attribute(tokens, "class"));
      const blocksBefore = found.blocks.length;
      found.blockquotes.push({ start: tokens.start, end: html.length, isCite, blocksBefore });
    }
  }
  endBlock(html.length);
  return { ...found, isBlank: (start, end) => contents.isEmpty(start, end) };
}

function attribute(tokens: HtmlTokens, name: string): string {
  for (let slot = 0; slot < 4 * tokens.attributeCount; slot += 4) {
    const [nameStart = 0, nameEnd = 0, start = -1, end = -1] = tokens.attributes.slice(slot, slot + 4);
    if (nameEnd - nameStart === name.length && tokens.matches(nameStart, name)) {
      return start < 0 ? "" : tokens.html.slice(start, Math.min(end, start + 200));
    }
  }
  return "";
}

function hasText(text: string): boolean {
  return /[^\s\u00a0\u200b-\u200d\ufeff]/.test(text);
}

/** Where there is something to read, as spans in their order. */
class Contents {
  private readonly starts: number[] = [];
  private readonly ends: number[] = [];

  add(start: number, end: number) {
    this.starts.push(start);
    this.ends.push(end);
  }

  isEmpty(start: number, end: number): boolean {
    let low = 0;
    let high = this.ends.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.ends[middle] ?? 0) <= start) low = middle + 1;
      else high = middle;
    }
    return low === this.starts.length || (this.starts[low] ?? 0) >= end;
  }
}
