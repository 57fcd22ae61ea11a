import { scanMail } from "./scan-mail";

const ourMark = /^\s*data-no-track(?![\w-])/i;

/**
 * A mail of ours without our own marks (`data-no-track`), for a copy in which no link is tracked: which links an agent
 * had switched off is nobody's business there. The marks of mail services stay: one may be on the mail's way.
 */
export function removeNoTrackMarks(html: string): string {
  const parts: string[] = [];
  let copied = 0;
  for (const { noTrack } of scanMail(html).links) {
    for (const { start, end } of noTrack) {
      if (!ourMark.test(html.slice(start, end))) continue;
      parts.push(html.slice(copied, start));
      copied = end;
    }
  }
  parts.push(html.slice(copied));
  return parts.join("");
}
