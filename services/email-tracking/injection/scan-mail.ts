import { decodeAttribute } from "./html-entities";
import { HtmlTokens, token } from "./html-tokens";
import { optsOutOfTracking } from "./no-track-attributes";

/** A stretch of the input, from `start` up to but without `end`. */
export interface Span {
  start: number;
  end: number;
}

/** An element that a reader can follow: `<a>`, `<area>` or a VML shape, with an `href`. */
export interface FoundLink extends Span {
  /** The value of `href` as written; `start` and `end` are its offsets, without the quotes. */
  raw: string;
  /**
   * The opt-out attributes, each with the white space before it where that may go with it; empty for one that has to
   * stay.
   */
  noTrack: readonly Span[];
  /** The text (or the `alt` of images) between the tags, as written. */
  labelSource: string;
}

/** What {@link scanMail} found; offsets are -1 where there is nothing. */
export interface MailScan {
  links: FoundLink[];
  /** The `href` of the first `<base>`, decoded, or null. */
  base: string | null;
  /** Offset just after the first opening `<body>` tag. */
  bodyStart: number;
  /** Offset of the last closing `</body>` tag. */
  bodyEnd: number;
  /** Start of a tag, comment or raw text element that the input ends in the middle of. */
  unterminated: number;
}

// Asked for each token: as constants of this module, however modules are bound together.
const { end: inputEnd, startTag, endTag, comment } = token;

/** VML shapes that take `href` as a hyperlink. Fills, strokes and image data use it to load pictures. */
const vmlShapes = new Set(
  ["arc", "curve", "group", "image", "line", "oval", "polyline", "rect", "roundrect", "shape"].map(
    (s) => `v:${s}`,
  ),
);
/** Elements that part no words: `<b>Read</b>er` is one word, `Read<br>me` are two. */
const inlineElements = new Set(
  "a b big code em font i s small span strike strong sub sup tt u wbr".split(" "),
);
/** How much of a link's content is kept to make its label from: entities and blanks take room. */
const labelSourceLimit = 1_000;

/**
 * Finds in one pass what tracking needs to know about a mail. Comments are left alone, but for those that Outlook
 * reads as HTML (`<!--[if mso]>…<![endif]-->`, "Conditional comments" in Microsoft's documentation): their links
 * count, their bodies do not.
 */
export function scanMail(html: string): MailScan {
  const scan: MailScan = { links: [], base: null, bodyStart: -1, bodyEnd: -1, unterminated: -1 };
  scanPart(html, 0, scan, false);
  return scan;
}

function scanPart(html: string, offset: number, scan: MailScan, conditional: boolean): void {
  const tokens = new HtmlTokens(html);
  let open: FoundLink | null = null;
  /** The name of the VML shape that is the open link, and the link that it stands in. */
  let shape = "";
  let around: FoundLink | null = null;
  for (;;) {
    const kind = tokens.next();
    if (open && !tokens.textIsRaw) addLabel(open, html, tokens.textStart, tokens.start);
    if (kind === inputEnd) break;
    if (kind === comment && !conditional) {
      const inner = conditionalContent(html, tokens.start, tokens.end);
      if (inner > 0) scanPart(html.slice(inner, tokens.end - 3), offset + inner, scan, true);
      continue;
    }
    if (kind > endTag) continue;
    if (open && !inlineElements.has(html.slice(tokens.nameStart, tokens.nameEnd).toLowerCase())) {
      open.labelSource += " ";
    }
    const name = html.charCodeAt(tokens.nameStart) | 32;
    if (name === 97) {
      if (tokens.isNamed("a")) {
        // A link cannot hold another: `<a>` closes an open one, as in a browser.
        open = kind === startTag ? addLink(tokens, offset, scan) : null;
        shape = "";
      } else if (kind === startTag && tokens.isNamed("area")) {
        const link = addLink(tokens, offset, scan);
        if (link) link.labelSource = rawAttribute(tokens, "alt") ?? "";
      }
    } else if (name === 105) {
      if (open && kind === startTag && tokens.isNamed("img")) {
        open.labelSource += ` ${(rawAttribute(tokens, "alt") ?? "").slice(0, labelSourceLimit)} `;
      }
    } else if (name === 118) {
      if (html.charCodeAt(tokens.nameStart + 1) !== 58) continue;
      const name = html.slice(tokens.nameStart, tokens.nameEnd).toLowerCase();
      if (!vmlShapes.has(name)) continue;
      if (kind === startTag) {
        const link = addLink(tokens, offset, scan);
        if (!link || tokens.selfClosing) continue;
        around = shape ? around : open;
        open = link;
        shape = name;
      } else if (name === shape) {
        open = around;
        around = null;
        shape = "";
      }
    } else if (name === 98 && !conditional) {
      if (tokens.isNamed("body")) {
        if (kind === endTag) scan.bodyEnd = tokens.start;
        else if (scan.bodyStart < 0) scan.bodyStart = tokens.end;
      } else if (kind === startTag && scan.base === null && tokens.isNamed("base")) {
        const href = rawAttribute(tokens, "href");
        if (href !== null) scan.base = decodeAttribute(href);
      }
    }
  }
  if (!conditional) scan.unterminated = tokens.unterminated;
}

/** Offset of the content of a comment that Outlook reads, or 0. */
function conditionalContent(html: string, start: number, end: number): number {
  if (html.charCodeAt(start + 4) !== 91 || html.slice(start + 5, start + 7).toLowerCase() !== "if") return 0;
  for (let at = start + 7; at + 1 < end; at++) {
    if (html.charCodeAt(at) === 93 && html.charCodeAt(at + 1) === 62) return at + 2 < end - 3 ? at + 2 : 0;
  }
  return 0;
}

function addLink(tokens: HtmlTokens, offset: number, scan: MailScan): FoundLink | null {
  const { html, attributes } = tokens;
  let link: FoundLink | null = null;
  const noTrack: Span[] = [];
  for (let slot = 0; slot < 4 * tokens.attributeCount; slot += 4) {
    const nameStart = attributes[slot] as number;
    const nameEnd = attributes[slot + 1] as number;
    const valueStart = attributes[slot + 2] as number;
    const valueEnd = attributes[slot + 3] as number;
    if (nameEnd - nameStart === 4) {
      // Of two attributes with one name the first counts (HTML standard, 13.2.5.33).
      if (link || !tokens.matches(nameStart, "href")) continue;
      const start = valueStart < 0 ? nameEnd : valueStart;
      const end = valueStart < 0 ? nameEnd : valueEnd;
      link = {
        start: offset + start,
        end: offset + end,
        raw: html.slice(start, end),
        noTrack,
        labelSource: "",
      };
    } else if (nameEnd - nameStart >= 12 && nameEnd - nameStart <= 28) {
      const name = html.slice(nameStart, nameEnd).toLowerCase();
      const value = valueStart < 0 ? "" : decodeAttribute(html.slice(valueStart, valueEnd));
      if (optsOutOfTracking(name, value))
        noTrack.push(removableSpan(html, nameStart, nameEnd, valueEnd, offset));
    }
  }
  if (link) scan.links.push(link);
  return link;
}

/**
 * The attribute, with the white space before it when white space or `>` follows: otherwise that space is what
 * keeps its two neighbours apart. One that a `=` follows stays: without it that would give the attribute before it a
 * value (`href data-no-track="" ='x'`).
 */
function removableSpan(
  html: string,
  nameStart: number,
  nameEnd: number,
  valueEnd: number,
  offset: number,
): Span {
  let end = nameEnd;
  if (valueEnd >= 0) {
    const quote = html.charCodeAt(valueEnd);
    end = quote === 34 || quote === 39 ? valueEnd + 1 : valueEnd;
  }
  let after = end;
  while (isSpace(html.charCodeAt(after))) after++;
  if (html.charCodeAt(after) === 61) return { start: offset + nameStart, end: offset + nameStart };
  let start = nameStart;
  if (isSpace(html.charCodeAt(end)) || html.charCodeAt(end) === 62) {
    while (isSpace(html.charCodeAt(start - 1))) start--;
  }
  return { start: offset + start, end: offset + end };
}

function isSpace(c: number): boolean {
  return c === 32 || (c >= 9 && c <= 13 && c !== 11);
}

function rawAttribute(tokens: HtmlTokens, name: string): string | null {
  for (let slot = 0; slot < 4 * tokens.attributeCount; slot += 4) {
    const start = tokens.attributes[slot] as number;
    if ((tokens.attributes[slot + 1] as number) - start !== name.length || !tokens.matches(start, name))
      continue;
    const valueStart = tokens.attributes[slot + 2] as number;
    return valueStart < 0 ? "" : tokens.html.slice(valueStart, tokens.attributes[slot + 3]);
  }
  return null;
}

function addLabel(link: FoundLink, html: string, start: number, end: number): void {
  const room = labelSourceLimit - link.labelSource.length;
  if (end > start && room > 0) link.labelSource += html.slice(start, Math.min(end, start + room));
}
