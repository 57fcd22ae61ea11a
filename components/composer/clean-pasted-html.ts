/**
 * What Word, Excel, Outlook, Google Docs and Gmail put on the clipboard, as plain structure: their list paragraphs become
 * lists, rows of tables lines, wrappers that only carry styles go, and so do comments and Office's own elements. The
 * editor's schema drops the rest. What comes from the editor itself is left as it is. Word's lists: paragraphs with `mso-list:l0 level1 lfo1` in their style, the bullet as literal text inside
 * `<![if !supportLists]>`.
 */
export function cleanPastedHtml(html: string): string {
  if (html.includes("data-pm-slice=")) return html;
  // A template and not DOMParser: its content is no document, so that the page's policy has nothing to say about the
  // style elements in it.
  const template = document.createElement("template");
  template.innerHTML = html;
  const parsed = template.content;
  removeComments(parsed);
  for (const element of parsed.querySelectorAll("style, script, meta, link, title, xml")) element.remove();
  for (const element of [...parsed.querySelectorAll("*")]) {
    // <o:p>, <w:sdt>, <v:shape>: Office's own; what they hold may be text.
    if (element.localName.includes(":")) element.replaceWith(...element.childNodes);
  }
  wordLists(parsed);
  for (const element of [...parsed.querySelectorAll<HTMLElement>("b, strong, i, em")]) {
    // Google Docs wraps everything in a <b> that is not bold.
    const weight = element.style.fontWeight;
    const notBold = /^(b|strong)$/.test(element.localName) && /^(normal|400)$/.test(weight);
    if (notBold) element.replaceWith(...element.childNodes);
  }
  for (const element of [...parsed.querySelectorAll<HTMLElement>("span, font")]) {
    let inner: Node[] = [...element.childNodes];
    for (const tag of [isBold(element) ? "strong" : "", element.style.fontStyle === "italic" ? "em" : ""]) {
      if (!tag) continue;
      const wrapper = document.createElement(tag);
      wrapper.append(...inner);
      inner = [wrapper];
    }
    element.replaceWith(...inner);
  }
  tablesToLines(parsed);
  for (const element of parsed.querySelectorAll("*")) {
    for (const { name } of [...element.attributes]) {
      if (!["href", "src", "alt", "start"].includes(name)) element.removeAttribute(name);
    }
  }
  for (const paragraph of [...parsed.querySelectorAll("p, div")]) {
    if (!paragraph.textContent?.replace(/\u00a0/g, " ").trim() && !paragraph.querySelector("img, br"))
      paragraph.remove();
  }
  return template.innerHTML.trim();
}

function isBold(element: HTMLElement): boolean {
  return /^(bold|bolder|[6-9]00)$/.test(element.style.fontWeight);
}

function removeComments(parsed: DocumentFragment) {
  const walker = document.createTreeWalker(parsed, NodeFilter.SHOW_COMMENT);
  const comments: Comment[] = [];
  while (walker.nextNode()) comments.push(walker.currentNode as Comment);
  for (const comment of comments) {
    // What stands between these two is the bullet or the number that Word drew by hand.
    if (comment.data.includes("!supportLists")) {
      const marker = document.createElement(wordMarker);
      while (comment.nextSibling && !(comment.nextSibling instanceof Comment))
        marker.append(comment.nextSibling);
      comment.after(marker);
    }
    comment.remove();
  }
}

const wordMarker = "word-marker";
const wordItem = /mso-list:\s*l\d+\s+level(\d+)/i;

function wordLists(parsed: DocumentFragment) {
  let open: { list: HTMLElement; level: number }[] = [];
  for (const paragraph of [...parsed.querySelectorAll<HTMLElement>("p, div, h1, h2, h3")]) {
    const level = Number(wordItem.exec(paragraph.getAttribute("style") ?? "")?.[1] ?? 0);
    if (level === 0) continue;
    const bullet = paragraph.querySelector<HTMLElement>(`${wordMarker}, span[style*='mso-list:Ignore' i]`);
    const marker = (bullet?.textContent ?? paragraph.textContent ?? "").trim();
    bullet?.remove();
    const tag = /^\(?[\da-z]{1,4}[.)]/i.test(marker) ? "ol" : "ul";
    if (paragraph.previousElementSibling !== open[0]?.list) open = [];
    open = open.filter(
      (outer) => outer.level < level || (outer.level === level && outer.list.localName === tag),
    );
    let list = open.at(-1);
    if (!list || list.level < level) {
      const item = list?.list.lastElementChild;
      list = { list: newList(tag, marker), level };
      if (item) item.append(list.list);
      else paragraph.before(list.list);
      open.push(list);
    }
    const item = document.createElement("li");
    item.append(...paragraph.childNodes);
    paragraph.remove();
    list.list.append(item);
  }
  for (const marker of parsed.querySelectorAll(wordMarker)) marker.remove();
}

function newList(tag: "ol" | "ul", marker: string): HTMLElement {
  const list = document.createElement(tag);
  const first = Number.parseInt(marker, 10);
  if (tag === "ol" && first > 1) list.setAttribute("start", String(first));
  return list;
}

/** The editor has no tables, and would run their cells into each other. The inner ones first. */
function tablesToLines(parsed: DocumentFragment) {
  for (const table of [...parsed.querySelectorAll("table")].reverse()) {
    table.replaceWith(...[...table.rows].flatMap(linesOfRow));
  }
}

/** One line of a row whose cells are a line each; else the cells one after another, as of a table that lays a mail out. */
function linesOfRow(row: HTMLTableRowElement): HTMLElement[] {
  const cells = [...row.cells];
  const filled = cells.filter((cell) => cell.textContent?.trim() || cell.querySelector("img"));
  const isLine = filled.length > 1 && filled.every((cell) => cell.querySelectorAll(blocks).length <= 1);
  if (!isLine) return filled.map((cell) => holding("div", [...cell.childNodes]));
  const line = document.createElement("p");
  for (const cell of cells.slice(0, cells.findLastIndex((known) => filled.includes(known)) + 1)) {
    for (const block of cell.querySelectorAll(blocks)) block.replaceWith(...block.childNodes);
    if (cell !== cells[0]) line.append(" | ");
    line.append(...trimmed(cell));
  }
  return [line];
}

const blocks = "p, div, ul, ol, li, blockquote, pre, h1, h2, h3, h4, h5, h6, hr, section, article";

/** A cell's nodes without the white space that its source is laid out with. */
function trimmed(cell: HTMLElement): Node[] {
  const nodes = [...cell.childNodes];
  const isBlank = (node: Node | undefined) => node?.nodeType === Node.TEXT_NODE && !node.textContent?.trim();
  while (isBlank(nodes[0])) nodes.shift();
  while (isBlank(nodes.at(-1))) nodes.pop();
  return nodes;
}

function holding(tag: string, nodes: Node[]): HTMLElement {
  const element = document.createElement(tag);
  element.append(...nodes);
  return element;
}
