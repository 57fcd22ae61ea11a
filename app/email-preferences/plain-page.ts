import { escapeHtml } from "@/services/html/text-to-html";

/**
 * A page that says one thing to a recipient, with a status that Next.js gives to no page of its own: what it answers with
 * 404 it draws by script, and a recipient may have none. Looks like the page of a link that was refused.
 */
export function plainPage(status: 404 | 405, { title, text }: { title: string; text: string }): Response {
  return new Response(drawn(escapeHtml(title), escapeHtml(text)), {
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

function drawn(title: string, text: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>
:root { color-scheme: light dark; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; font: 16px/1.6 system-ui, sans-serif; background: #f6f7f9; color: #1c2430; }
main { max-width: 32rem; margin: 1.5rem; padding: 2rem; border-radius: 12px; background: #fff; border: 1px solid #e1e5eb; }
h1 { margin: 0 0 .75rem; font-size: 1.25rem; line-height: 1.3; }
p { margin: 0; }
@media (prefers-color-scheme: dark) { body { background: #12161c; color: #e6e9ee; } main { background: #1a2029; border-color: #2c3440; } }
</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p>${text}</p>
</main>
</body>
</html>
`;
}
