/**
 * A page that says something to a recipient and needs nothing: no script, no image, nothing of another address.
 * @param title plain text, fit for HTML
 * @param paragraphs HTML, each what stands in a `<p>`
 */
export function plainDocument(title: string, paragraphs: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
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
<h1>${title}</h1>
${paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join("\n")}
</main>
</body>
</html>
`;
}
