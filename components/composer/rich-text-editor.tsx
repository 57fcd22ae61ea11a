"use client";
import { Placeholder } from "@tiptap/extension-placeholder";
import { type Editor, EditorContent, useEditor } from "@tiptap/react";
import { StarterKit } from "@tiptap/starter-kit";
import { useEffect, useRef } from "react";
import { classNames } from "@/components/ui/class-names";
import { droppedFiles } from "./attachment-drop-zone";
import { AttachmentImage } from "./attachment-image";
import { cleanPastedHtml } from "./clean-pasted-html";
import { EditorToolbar } from "./editor-toolbar";
import { withHardSpaces } from "./hard-spaces";
import { trimEditorHtml } from "./trim-editor-html";

export type RichText = {
  html: string;
  isEmpty: boolean;
  /** Changes when a link does: its address or its text. */
  linkKey: string;
};

export const noText: RichText = { html: "", isEmpty: true, linkKey: "[]" };

type Props = {
  label: string;
  placeholder: string;
  initialHtml: string;
  onChange: (content: RichText) => void;
  /** Ctrl or Cmd + Enter. */
  onSubmit?: () => void;
  onReady?: (editor: Editor) => void;
  /** Takes files that are pasted or dropped into the text; `at` is where in the document. */
  onFiles?: (files: File[], at: number) => void;
  /** What shows an attached image, by its Content-ID. */
  imageSource?: (contentId: string) => string | null;
  className?: string;
};

function contentOf(editor: Editor): RichText {
  const links: string[] = [];
  editor.state.doc.descendants((node) => {
    const link = node.marks.find((mark) => mark.type.name === "link");
    if (link) links.push(String(link.attrs.href), node.text ?? "");
  });
  const html = withHardSpaces(trimEditorHtml(editor.getHTML()));
  return { html, isEmpty: editor.isEmpty, linkKey: JSON.stringify(links) };
}

/** Files of the clipboard, unless they only picture the text beside them, as Word and Excel put it there. */
function pastedFiles(clipboard: DataTransfer | null): File[] {
  if (!clipboard || clipboard.files.length === 0) return [];
  const template = document.createElement("template");
  template.innerHTML = clipboard.getData("text/html");
  return template.content.textContent?.trim() ? [] : [...clipboard.files];
}

/** Bold, italic, lists, links, quotes and code; what is pasted comes out as clean structure. */
export function RichTextEditor({
  label,
  placeholder,
  initialHtml,
  onChange,
  onSubmit,
  onReady,
  onFiles,
  imageSource,
  className,
}: Props) {
  // The editor keeps the handlers of its first render: these always lead to the newest.
  const latest = useRef({ onChange, onSubmit, placeholder, onFiles, imageSource });
  latest.current = { onChange, onSubmit, placeholder, onFiles, imageSource };

  const editor = useEditor({
    immediatelyRender: false,
    injectCSS: false,
    extensions: [
      StarterKit.configure({
        heading: false,
        horizontalRule: false,
        link: {
          openOnClick: false,
          defaultProtocol: "https",
          protocols: ["mailto", "tel"],
          HTMLAttributes: { target: null, rel: null },
        },
      }),
      AttachmentImage.configure({
        sourceOf: (contentId) => latest.current.imageSource?.(contentId) ?? null,
      }),
      Placeholder.configure({ placeholder: () => latest.current.placeholder }),
    ],
    content: initialHtml,
    editorProps: {
      attributes: {
        class: classNames("rich-text px-3 py-2.5", className),
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": label,
      },
      transformPastedHTML: cleanPastedHtml,
      handlePaste: (view, event) => {
        const files = pastedFiles(event.clipboardData);
        if (files.length === 0 || !latest.current.onFiles) return false;
        latest.current.onFiles(files, view.state.selection.from);
        return true;
      },
      handleDrop: (view, event, _slice, moved) => {
        // An image of the text that is moved within it comes with a file, too.
        const files = event.dataTransfer && !moved ? droppedFiles(event.dataTransfer) : [];
        if (files.length === 0 || !latest.current.onFiles) return false;
        event.preventDefault();
        const place = view.posAtCoords({ left: event.clientX, top: event.clientY });
        latest.current.onFiles(files, place?.pos ?? view.state.selection.from);
        return true;
      },
      handleKeyDown: (_view, event) => {
        if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || !latest.current.onSubmit)
          return false;
        latest.current.onSubmit();
        return true;
      },
    },
    onUpdate: ({ editor: now }) => latest.current.onChange(contentOf(now)),
    onCreate: ({ editor: now }) => {
      onReady?.(now);
      latest.current.onChange(contentOf(now));
    },
  });

  useEffect(() => {
    // The placeholder is a decoration: an empty transaction draws it anew.
    if (editor && !editor.isDestroyed)
      editor.view.dispatch(editor.state.tr.setMeta("placeholder", placeholder));
  }, [editor, placeholder]);

  return (
    <div>
      <EditorContent editor={editor} className="min-h-20">
        {editor ? null : <div className="px-3 py-2.5 text-base text-ink-3">{placeholder}</div>}
      </EditorContent>
      <EditorToolbar editor={editor} />
    </div>
  );
}
