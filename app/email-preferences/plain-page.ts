import { plainDocument } from "@/services/html/plain-document";
import { escapeHtml } from "@/services/html/text-to-html";

/**
 * A page that says one thing to a recipient, with a status that Next.js gives to no page of its own: what it answers with
 * 404 it draws by script, and a recipient may have none. Looks like the page of a link that was refused.
 */
export function plainPage(status: 404 | 405, { title, text }: { title: string; text: string }): Response {
  return new Response(plainDocument(escapeHtml(title), [escapeHtml(text)]), {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy":
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
      "x-robots-tag": "noindex, nofollow",
      ...(status === 405 ? { allow: "GET, HEAD" } : {}),
    },
  });
}
