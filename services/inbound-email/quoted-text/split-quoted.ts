import { htmlToText } from "@/services/html/html-to-text";
import { sanitizeContactHtml } from "@/services/html/sanitize-html";
import { withoutTags } from "@/services/html/shallow-html";
import { textToHtml } from "@/services/html/text-to-html";
import { isForwardSubject } from "./attribution";
import { findHtmlQuote } from "./find-html-quote";
import { findTextQuote } from "./find-text-quote";

export type MessageBody = {
  /** Sanitised; what the sender wrote, with their signature. */
  bodyHtml: string;
  bodyText: string;
  /** Sanitised; what the mail repeats of earlier ones, or null when it does not, or cannot be told apart. */
  quotedHtml: string | null;
};

/** Converting costs far more than reading; beyond this the tags are taken out and nothing more. Characters. */
const longestConverted = 1_000_000;
/** Each quote or list around a text has all of it written anew. Characters times depth; so many take a second. */
const mostRewritten = 20_000_000;

/**
 * What a mail says, and apart from it what it quotes. Together they are all of it. A forwarded mail is not split: what it
 * quotes is what it is about.
 * @param mail one of `html` and `text` at least, or the body is empty
 */
export function splitQuoted(mail: {
  html: string | null;
  text: string | null;
  subject: string;
}): MessageBody {
  const isForward = isForwardSubject(mail.subject);
  const [source, find, toHtml] =
    mail.html !== null
      ? [mail.html, findHtmlQuote, sanitizeContactHtml]
      : [(mail.text ?? "").replace(/\r\n?/g, "\n"), findTextQuote, textToHtml];
  const quote = isForward ? null : find(source);
  if (quote) {
    const bodyHtml = toHtml(source.slice(0, quote.start)) + toHtml(source.slice(quote.end));
    const bodyText = plainText(bodyHtml);
    const quotedHtml = toHtml(source.slice(quote.start, quote.end)).trim();
    // What sanitising leaves nothing of was no words: then the whole is the message.
    if (bodyText !== "" || bodyHtml.includes("<img"))
      return { bodyHtml, bodyText, quotedHtml: quotedHtml || null };
  }
  const bodyHtml = toHtml(source);
  return { bodyHtml, bodyText: plainText(bodyHtml), quotedHtml: null };
}

function plainText(html: string): string {
  if (html.length <= longestConverted && html.length * indentation(html) <= mostRewritten) {
    return htmlToText(html);
  }
  return withoutTags(html).replace(/\s+/g, " ").trim();
}

/** How many quotes and lists lie within one another, of sanitised HTML, where each one that begins ends. */
function indentation(html: string): number {
  let depth = 0;
  let deepest = 0;
  for (const [tag] of html.matchAll(/<\/?(?:blockquote|ul|ol)\b/g)) {
    depth += tag.startsWith("</") ? -1 : 1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}
