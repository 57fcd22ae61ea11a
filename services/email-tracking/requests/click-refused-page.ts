import { plainDocument } from "@/services/html/plain-document";
import { escapeHtml } from "@/services/html/text-to-html";
import { parseUrl } from "@/services/parse-url";

/**
 * What a recipient sees when a link cannot be trusted: somebody changed it, or it never was in a mail of ours. Plain
 * words, no script, no image, nothing to click that an attacker could have chosen.
 * @param destination what the link asked for; at most its host is named, shortened, as text.
 */
export function clickRefusedPage(destination: string | null): string {
  const host = hostOf(destination);
  const where = host ? `It would have led to <strong>${escapeHtml(host)}</strong>. ` : "";
  return plainDocument("This link could not be opened", [
    `We could not confirm that this link comes from an email we sent, so we did not follow it. ${where}The link may have been changed or cut off on its way.`,
    "Open the email again and click the link there, or reply to the email and ask us for it.",
  ]);
}

const longestHost = 60;

function hostOf(destination: string | null): string | null {
  const url = destination ? parseUrl(destination) : null;
  if (!url) return null;
  const { protocol, hostname } = url;
  if (protocol !== "http:" && protocol !== "https:") return null;
  // The end of a host name says whose it is: a long one is cut at its beginning.
  return hostname.length > longestHost ? `…${hostname.slice(-longestHost)}` : hostname;
}
