"use client";
import type { Editor } from "@tiptap/react";
import { newContentId, type Uploads } from "./use-uploads";

/** Images that may stand in the text; others are files, since no browser shows them safely. */
const rasterTypes = ["image/png", "image/jpeg", "image/gif", "image/webp"];

/**
 * Takes what was pasted or dropped into the text: images are put there, anything else is attached.
 * @param at the place in the document
 */
export function takeFilesIntoText(editor: Editor, uploads: Uploads, files: File[], at: number) {
  let place = Math.min(at, editor.state.doc.content.size);
  for (const file of files) {
    if (!rasterTypes.includes(file.type)) {
      uploads.add(file);
      continue;
    }
    const contentId = newContentId();
    uploads.add(file, contentId);
    const image = { type: "attachmentImage", attrs: { contentId, alt: file.name } };
    editor.chain().focus().insertContentAt(place, image).run();
    place = editor.state.selection.to;
  }
}

/** Takes an attached image out of the text, wherever it stands. */
export function takeImageOut(editor: Editor, contentId: string) {
  const { tr, doc } = editor.state;
  doc.descendants((node, at) => {
    if (node.type.name !== "attachmentImage" || node.attrs.contentId !== contentId) return;
    const place = tr.mapping.map(at);
    tr.delete(place, place + node.nodeSize);
  });
  editor.view.dispatch(tr);
}
