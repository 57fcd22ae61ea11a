import { parseUrl } from "@/services/parse-url";
/**
 * What a recipient sees when a link cannot be trusted: somebody changed it, or it never was in a mail of ours. Plain
 * words, no script, no image, nothing to click that an attacker could have chosen.
 * @param destination what the link asked for; at most its host is named, shortened, as text.
 */
export function clickRefusedPage(destination: string | null): string {
  const host = hostOf(destination);
  const where = host ? `It would have led to <strong>${escapeHtml(host)}</strong>. ` : "";
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>This link could not be opened</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.6 system-ui, sans-serif; background: #f6f7f9; color: #1c2430; }
main { max-width: 32rem; margin: 1.5rem; padding: 2rem; border-radius: 12px; background: #fff; border: 1px solid #e1e5eb; }
h1 { margin: 0 0 .75rem; font-size: 1.25rem; line-height: 1.3; }
p { margin: 0 0 .75rem; }
p:last-child { margin: 0; }
strong { overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) { body { background: #12161c; color: #e6e9ee; } main { background: #1a2029; border-color: #2c3440; } }
</style>
</head>
<body>
<main>
<h1>This link could not be opened</h1>
<p>We could not confirm that this link comes from an email we sent, so we did not follow it. ${where}The link may have been changed or cut off on its way.</p>
<p>Open the email again and click the link there, or reply to the email and ask us for it.</p>
</main>
</body>
</html>
`;
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

function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
