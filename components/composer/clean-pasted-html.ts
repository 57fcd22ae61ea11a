/**
 * What Word, Outlook, Google Docs and Gmail put on the clipboard, as plain structure: their list paragraphs become
 * lists, wrappers that only carry styles go, and so do comments and Office's own elements. The editor's schema drops
 * the rest. Word's lists: paragraphs with `mso-list:l0 level1 lfo1` in their style, the bullet as literal text inside
 * `<![if !supportLists]>`.
 */
export function cleanPastedHtml(html: string): string {
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
    // What stands between these two is the bullet that Word drew by hand.
    if (comment.data.includes("!supportLists")) {
      while (comment.nextSibling && !(comment.nextSibling instanceof Comment)) comment.nextSibling.remove();
    }
    comment.remove();
  }
}

function wordLists(parsed: DocumentFragment) {
  let list: HTMLElement | null = null;
  for (const paragraph of [...parsed.querySelectorAll<HTMLElement>("p, div, h1, h2, h3")]) {
    const isItem = /mso-list:\s*l\d/i.test(paragraph.getAttribute("style") ?? "");
    if (!isItem) continue;
    const bullet = paragraph.querySelector<HTMLElement>("span[style*='mso-list:Ignore' i]");
    const marker = (bullet?.textContent ?? paragraph.textContent ?? "").trim();
    bullet?.remove();
    const tag = /^[\da-z]{1,3}[.)]/i.test(marker) ? "ol" : "ul";
    const before = paragraph.previousElementSibling;
    if (!list || before !== list || list.localName !== tag) {
      list = document.createElement(tag);
      paragraph.before(list);
    }
    const item = document.createElement("li");
    item.append(...paragraph.childNodes);
    paragraph.remove();
    list.append(item);
  }
}
