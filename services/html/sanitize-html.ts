import sanitize from "sanitize-html";
import { contentIdOfUrl } from "@/services/attachments/content-id";
import { noTrackAttributeNames } from "@/services/email-tracking/injection/no-track-attributes";
import { isTrackingPixel, trackedDestination } from "@/services/email-tracking/injection/quoted-tracking";
import { InvalidInputError } from "@/services/errors";
import { shallowHtml } from "./shallow-html";

const textTags = [
  "p",
  "br",
  "div",
  "span",
  "strong",
  "b",
  "em",
  "i",
  "u",
  "s",
  "sub",
  "sup",
  "small",
  "mark",
  "a",
  "ul",
  "ol",
  "li",
  "blockquote",
  "pre",
  "code",
  "h1",
  "h2",
  "h3",
  "h4",
  "hr",
  "img",
  "table",
  "thead",
  "tbody",
  "tfoot",
  "tr",
  "td",
  "th",
  "caption",
];

const links: Record<string, string[]> = {
  // The marks by which an agent or a program says "do not track this link"; the injector honours and removes them.
  a: ["href", "title", "name", ...noTrackAttributeNames],
  img: ["src", "alt", "width", "height", "title"],
  td: ["colspan", "rowspan", "align", "valign"],
  th: ["colspan", "rowspan", "align", "valign"],
  ol: ["start", "type"],
  code: ["class"],
};

/** A quoted mail's own tracking goes: the pixel, and the way of its links through us. */
const withoutOwnTracking = {
  exclusiveFilter: ({ tag, attribs }: sanitize.IFrame) => tag === "img" && isTrackingPixel(attribs.src),
  transformTags: {
    a: (tagName: string, attribs: sanitize.Attributes) => {
      const destination = trackedDestination(attribs.href);
      return { tagName, attribs: destination === null ? attribs : { ...attribs, href: destination } };
    },
  },
};

/**
 * What an agent or a program may put into a reply: text, links, lists, quotes, code, tables, remote images and its own
 * attached ones; no style, no script, no form. The result is safe to show inside our own pages.
 * @param contentIds what an image may name by `cid:`: the message's own attachments. Another one would show nothing, or
 * another message's image.
 */
export function sanitizeAgentHtml(html: string, contentIds: ReadonlySet<string> = new Set()): string {
  return sanitize(shallowHtml(html), {
    ...withoutOwnTracking,
    exclusiveFilter: (frame) =>
      withoutOwnTracking.exclusiveFilter(frame) ||
      (frame.tag === "img" && isForeign(frame.attribs.src, contentIds)),
    allowedTags: textTags,
    allowedAttributes: links,
    allowedSchemes: ["http", "https", "mailto", "tel"],
    allowedSchemesByTag: { img: ["http", "https", "cid"] },
    allowProtocolRelative: true,
    allowedClasses: { code: [/^language-[\w-]+$/] },
  });
}

function isForeign(src: string | undefined, contentIds: ReadonlySet<string>): boolean {
  const contentId = src === undefined ? null : contentIdOfUrl(src);
  return contentId !== null && !contentIds.has(contentId);
}

const color = [/^#[0-9a-f]{3,8}$/i, /^rgba?\([\d\s.,%]+\)$/i, /^[a-z]+$/i];
const length = [/^-?[\d.]+(px|em|rem|pt|%)?$/i, /^auto$/i];

/** HTML with elements within elements beyond all reason. */
export class NestingError extends InvalidInputError {
  override name = "NestingError";
}

/** Browsers go no deeper than 512 (Blink's kMaximumHTMLParserDOMTreeDepth). */
const deepestNesting = 512;

/**
 * What is kept of a contact's mail: its looks too, since it is shown in a frame of its own; no script, no form, nothing
 * that loads by itself but images, which the frame's policy blocks until the agent asks for them.
 * @throws {NestingError} where reading on would take minutes: the parser's time grows with the square of the depth
 */
export function sanitizeContactHtml(html: string): string {
  let depth = 0;
  return sanitize(html, {
    ...withoutOwnTracking,
    onOpenTag() {
      if (++depth > deepestNesting) throw new NestingError("This HTML is nested too deeply.", "html");
    },
    onCloseTag() {
      depth--;
    },
    allowedTags: [...textTags, "font", "center", "dl", "dt", "dd"],
    allowedAttributes: {
      ...links,
      "*": ["style", "align", "dir", "lang"],
      table: ["width", "border", "cellpadding", "cellspacing", "bgcolor"],
      td: [...(links.td ?? []), "width", "height", "bgcolor"],
      th: [...(links.th ?? []), "width", "height", "bgcolor"],
      font: ["color", "face", "size"],
    },
    allowedStyles: {
      "*": {
        color,
        "background-color": color,
        // The short form says the same where it names nothing but a colour; white text would else lose what it stands on.
        background: color,
        "text-align": [/^(left|right|center|justify|start|end)$/i],
        "font-size": length,
        "font-weight": [/^(normal|bold|bolder|lighter|\d{3})$/i],
        "font-style": [/^(normal|italic|oblique)$/i],
        "font-family": [/^[\w\s,'"-]+$/],
        "text-decoration": [/^(none|underline|line-through)$/i],
        margin: [/^[\d\s.a-z%-]+$/i],
        padding: [/^[\d\s.a-z%-]+$/i],
        "margin-left": length,
        "padding-left": length,
        width: length,
        "max-width": length,
        "line-height": [/^[\d.]+(px|em|%)?$/, /^normal$/],
        "border-left": [/^[\d.]+px \w+ [#\w(),.\s%]+$/i],
        "white-space": [/^[a-z-]+$/i],
      },
    },
    allowedSchemes: ["http", "https", "mailto", "tel"],
    allowedSchemesByTag: { img: ["http", "https", "cid", "data"] },
    allowProtocolRelative: true,
    nonTextTags: ["style", "script", "textarea", "option", "noscript", "title", "head"],
  });
}
