import { trimHref } from "../requests/destination-url";
import { decodeAttribute } from "./html-entities";
import { scanMail } from "./scan-mail";

/**
 * Marks the links that lead to one of these addresses with `data-no-track`, by which the injector leaves them alone.
 * Every other character stays as it was; a link that is marked already is not marked twice.
 *
 * @param urls as written in `href`, decoded and without white space around them
 */
export function markNoTrack(html: string, urls: readonly string[]): string {
  const unwanted = new Set(urls.filter(Boolean));
  if (unwanted.size === 0) return html;
  const parts: string[] = [];
  let copied = 0;
  for (const { raw, start, end, noTrack } of scanMail(html).links) {
    if (noTrack.length > 0 || !unwanted.has(trimHref(decodeAttribute(raw)))) continue;
    const quote = html.charAt(start - 1);
    const after = (quote === '"' || quote === "'") && html.charAt(end) === quote ? end + 1 : end;
    parts.push(html.slice(copied, after), ' data-no-track=""');
    copied = after;
  }
  parts.push(html.slice(copied));
  return parts.join("");
}
