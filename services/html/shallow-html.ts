import { HtmlTokens, token } from "@/services/email-tracking/injection/html-tokens";

/**
 * Elements within each other beyond which HTML is read without its tags. Mails have some hundreds, counting what they
 * leave open. htmlparser2, which sanitize-html and html-to-text read with, takes time by the square of the depth: a
 * minute, in which nobody is answered, for a megabyte of `<div>`.
 */
const deepest = 10_000;

/** Elements that nothing can be in (HTML standard, 13.1.2). */
const voidElements = new Set(
  "area base br col embed hr img input link meta param source track wbr".split(" "),
);

const foreignElements = ["svg", "math"];

/** The HTML as it is or, when its elements are nested absurdly deep, its text alone. One pass. */
export function shallowHtml(html: string): string {
  return nestsTooDeep(html) ? withoutTags(html) : html;
}

/** The text of an HTML text, a space for each tag or comment; entities stay as they are. */
export function withoutTags(html: string): string {
  const texts: string[] = [];
  for (const tokens = new HtmlTokens(html); ; ) {
    const kind = tokens.next();
    if (!tokens.textIsRaw) texts.push(html.slice(tokens.textStart, tokens.start));
    if (kind === token.end) return texts.join(" ");
  }
}

/**
 * An end tag ends one element of its name, if there is any. A parser ends those within it, too: what is counted here is
 * never less than what it holds open. Within drawings and formulas, which parsers read in different ways, none ends
 * anything but these.
 */
function nestsTooDeep(html: string): boolean {
  const open = new Map<string, number>();
  let depth = 0;
  for (const tokens = new HtmlTokens(html); ; ) {
    const kind = tokens.next();
    if (kind === token.end) return false;
    if (kind !== token.startTag && kind !== token.endTag) continue;
    const name = html.slice(tokens.nameStart, tokens.nameEnd).toLowerCase();
    if (voidElements.has(name)) continue;
    const count = open.get(name) ?? 0;
    const isForeign = foreignElements.some((foreign) => foreign !== name && open.get(foreign));
    const change = kind === token.startTag ? 1 : count > 0 && !isForeign ? -1 : 0;
    open.set(name, count + change);
    depth += change;
    if (depth > deepest) return true;
  }
}
