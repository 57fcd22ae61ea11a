const entities: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => entities[character] ?? character);

// A link with a label, a bare address, **strong**, *emphasis*, or ''code'' (the back quote ends a template literal).
const inlineMarks =
  /\[([^\]]+)\]\((https?:\/\/[^\s)]+)\)|(https?:\/\/[^\s<>)]*[^\s<>).,;:!?])|\*\*([^*]+)\*\*|\*([^*\n]+)\*|''([^']+)''/g;

export interface RenderedBody {
  html: string;
  text: string;
  /** In the order in which they stand in the HTML. */
  links: { url: string; label: string }[];
}

/**
 * Renders a demo message: paragraphs parted by empty lines, "- " and "1. " lists, "> " quotes, code between ~~~
 * lines, and the inline marks above. What it yields is what the composer's sanitiser lets through.
 */
export function renderBody(source: string): RenderedBody {
  const links: RenderedBody["links"] = [];
  const blocks = blocksOf(source.trim());
  const html = blocks.map((block) => renderBlock(block, links)).join("");
  const text = blocks.map(blockText).join("\n\n");
  return { html, text, links };
}

/** Blocks are parted by empty lines, except inside code. */
function blocksOf(source: string): string[] {
  return source
    .split(/(~~~\n[\s\S]*?\n~~~)/)
    .flatMap((part) => (part.startsWith("~~~") ? [part] : part.split(/\n{2,}/)))
    .map((block) => block.trim())
    .filter(Boolean);
}

function renderBlock(block: string, links: RenderedBody["links"]): string {
  const inline = (text: string) => renderInline(text, links);
  if (block.startsWith("~~~")) return `<pre><code>${escapeHtml(block.slice(4, -4))}</code></pre>`;
  const lines = block.split("\n");
  if (lines.every((line) => line.startsWith("> "))) {
    return `<blockquote>${renderBlock(lines.map((line) => line.slice(2)).join("\n"), links)}</blockquote>`;
  }
  if (lines.every((line) => line.startsWith("- "))) return list("ul", lines, inline);
  if (lines.every((line) => /^\d+\. /.test(line))) return list("ol", lines, inline);
  return `<p>${lines.map(inline).join("<br>")}</p>`;
}

const list = (tag: "ul" | "ol", lines: string[], inline: (text: string) => string) =>
  `<${tag}>${lines.map((line) => `<li>${inline(line.replace(/^(-|\d+\.) /, ""))}</li>`).join("")}</${tag}>`;

function renderInline(text: string, links: RenderedBody["links"]): string {
  let html = "";
  let end = 0;
  for (const match of text.matchAll(inlineMarks)) {
    const [whole, label, labelledUrl, bareUrl, strong, emphasis, code] = match;
    html += escapeHtml(text.slice(end, match.index));
    end = match.index + whole.length;
    const url = labelledUrl ?? bareUrl;
    if (url !== undefined) {
      links.push({ url, label: label ?? url });
      html += `<a href="${escapeHtml(url)}">${escapeHtml(label ?? url)}</a>`;
    } else {
      const tag = strong !== undefined ? "strong" : emphasis !== undefined ? "em" : "code";
      html += `<${tag}>${escapeHtml(strong ?? emphasis ?? code ?? "")}</${tag}>`;
    }
  }
  return html + escapeHtml(text.slice(end));
}

/** The block as a plain text part would say it: a labelled link keeps its address in brackets. */
function blockText(block: string): string {
  if (block.startsWith("~~~")) return block.slice(4, -4);
  return block.replace(inlineMarks, (whole, label, labelledUrl, _bare, strong, emphasis, code) =>
    labelledUrl ? `${label} [${labelledUrl}]` : (strong ?? emphasis ?? code ?? whole),
  );
}
