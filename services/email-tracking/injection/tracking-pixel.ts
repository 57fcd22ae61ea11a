import { HtmlTokens, token } from "./html-tokens";
import type { MailScan } from "./scan-mail";
import type { TrackedUrlBase } from "./tracked-url";

/**
 * The image itself. A block of one pixel makes no line box, so nothing moves; where positioning is honoured it
 * takes no room at all. Transparent, so dark mode has nothing to invert; an empty `alt` keeps it silent.
 */
export function trackingPixel(base: TrackedUrlBase): string {
  const style = "display:block;position:absolute;width:1px;height:1px;margin:0;padding:0;border:0";
  return `<img src="${base.endpoint}/pixel/${base.trackingId}.gif" width="1" height="1" alt="" style="${style}">`;
}

/** What of a clipped mail is shown for certain, in bytes of UTF-8: Gmail clips at 102 KB, and rewritten links take room. */
const shownBytes = 95_000;

/**
 * Where the pixel goes: before the last `</body>`, or at the end; in a mail that would be clipped right after
 * `<body>`, or where the body would begin if there is none or only that of a quoted mail further down. Never into a
 * comment, a tag or a text element left open.
 *
 * @param clipped whether mail programs would cut the end off
 */
export function pixelOffset(html: string, scan: MailScan, clipped: boolean): number {
  if (clipped) return isShown(html, scan) ? scan.bodyStart : impliedBodyStart(html);
  if (scan.bodyEnd >= 0) return scan.bodyEnd;
  return scan.unterminated >= 0 ? scan.unterminated : html.length;
}

/** Whether `<body>` stands in what is shown of a clipped mail, and before all links, which grow. */
function isShown(html: string, { bodyStart, links }: MailScan): boolean {
  if (bodyStart < 0 || (links[0] && links[0].start < bodyStart)) return false;
  return bodyStart <= shownBytes && Buffer.byteLength(html.slice(0, bodyStart)) <= shownBytes;
}

const headElements = ["html", "head", "meta", "title", "link", "style", "script", "base"];

/** Where a browser would begin the body of a mail without `<body>`: at the first text or element not of the head. */
function impliedBodyStart(html: string): number {
  const tokens = new HtmlTokens(html);
  for (;;) {
    const kind = tokens.next();
    if (!tokens.textIsRaw && /[^\s\ufeff]/.test(html.slice(tokens.textStart, tokens.start)))
      return tokens.textStart;
    if (kind === token.end) return tokens.unterminated >= 0 ? tokens.unterminated : html.length;
    if (kind === token.endTag && tokens.isNamed("head")) return tokens.end;
    if (kind === token.startTag && !headElements.some((name) => tokens.isNamed(name))) return tokens.start;
  }
}
