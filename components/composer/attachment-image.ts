import { mergeAttributes, Node } from "@tiptap/react";
import { attachmentWords as words } from "./attachment-words";

type Options = { sourceOf: (contentId: string) => string | null };

/**
 * An attached image in the text. In the mail, and in the draft, it is `<img src="cid:…">`; the editor shows the file
 * itself. Any other image that is pasted has no place in the schema and is left out.
 */
export const AttachmentImage = Node.create<Options>({
  name: "attachmentImage",
  group: "inline",
  inline: true,
  draggable: true,
  addOptions: () => ({ sourceOf: () => null }),
  addAttributes: () => ({ contentId: { default: null }, alt: { default: "" } }),
  parseHTML: () => [
    {
      tag: 'img[src^="cid:"]',
      getAttrs: (element) => ({
        contentId: element.getAttribute("src")?.slice("cid:".length),
        alt: element.getAttribute("alt") ?? "",
      }),
    },
  ],
  renderHTML: ({ node }) => [
    "img",
    mergeAttributes({ src: `cid:${node.attrs.contentId}`, alt: String(node.attrs.alt) }),
  ],
  addNodeView() {
    return ({ node }) => {
      const dom = document.createElement("img");
      dom.alt = String(node.attrs.alt) || words.image;
      dom.className = "max-h-72";
      const source = this.options.sourceOf(String(node.attrs.contentId));
      if (source) dom.src = source;
      return { dom };
    };
  },
});
