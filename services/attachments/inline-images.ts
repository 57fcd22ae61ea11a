import { decodeAttribute } from "@/services/email-tracking/injection/html-entities";
import { HtmlTokens, token } from "@/services/email-tracking/injection/html-tokens";
import { escapeHtml } from "@/services/html/text-to-html";
import { contentIdOfUrl } from "./content-id";

type InlineImage = { contentId: string; start: number; end: number };

/** The Content-IDs that the images of a message's HTML name. */
export function contentIdsIn(html: string): Set<string> {
  return new Set(inlineImages(html).map(({ contentId }) => contentId));
}

/**
 * Puts URLs in place of the `cid:` URLs of images; every other character stays as it was.
 * @param urlOf null leaves an image as it is
 */
export function replaceInlineImages(html: string, urlOf: (contentId: string) => string | null): string {
  const parts: string[] = [];
  let copied = 0;
  for (const { contentId, start, end } of inlineImages(html)) {
    const url = urlOf(contentId);
    if (url === null) continue;
    const quote = html.charAt(start - 1);
    const isQuoted = quote === '"' || quote === "'";
    parts.push(html.slice(copied, start), isQuoted ? escapeHtml(url) : `"${escapeHtml(url)}"`);
    copied = end;
  }
  parts.push(html.slice(copied));
  return parts.join("");
}

function inlineImages(html: string): InlineImage[] {
  const found: InlineImage[] = [];
  if (!/cid/i.test(html)) return found;
  const tokens = new HtmlTokens(html);
  for (let kind = tokens.next(); kind !== token.end; kind = tokens.next()) {
    if (kind !== token.startTag || !tokens.isNamed("img")) continue;
    const image = sourceOf(tokens);
    if (image) found.push(image);
  }
  return found;
}

/** The first `src` counts: a repeated attribute is ignored (HTML standard, 13.2.5.33). */
function sourceOf({ html, attributes, attributeCount }: HtmlTokens): InlineImage | null {
  for (let at = 0; at < 4 * attributeCount; at += 4) {
    const [nameStart = 0, nameEnd = 0, start = -1, end = -1] = attributes.slice(at, at + 4);
    if (html.slice(nameStart, nameEnd).toLowerCase() !== "src") continue;
    const contentId = start < 0 ? null : contentIdOfUrl(decodeAttribute(html.slice(start, end)));
    return contentId === null ? null : { contentId, start, end };
  }
  return null;
}
