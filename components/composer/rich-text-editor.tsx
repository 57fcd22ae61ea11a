"use client";
import { Placeholder } from "@tiptap/extension-placeholder";
import { type Editor, EditorContent, useEditor } from "@tiptap/react";
import { StarterKit } from "@tiptap/starter-kit";
import { useEffect, useRef } from "react";
import { classNames } from "@/components/ui/class-names";
import { cleanPastedHtml } from "./clean-pasted-html";
import { EditorToolbar } from "./editor-toolbar";

export type RichText = { html: string; isEmpty: boolean; links: number };

type Props = {
  label: string;
  placeholder: string;
  initialHtml: string;
  onChange: (content: RichText) => void;
  /** Ctrl or Cmd + Enter. */
  onSubmit?: () => void;
  onReady?: (editor: Editor) => void;
  className?: string;
};

function contentOf(editor: Editor): RichText {
  const targets = new Set<string>();
  editor.state.doc.descendants((node) => {
    for (const mark of node.marks) {
      const href: unknown = mark.type.name === "link" ? mark.attrs.href : null;
      if (typeof href === "string" && /^https?:/i.test(href)) targets.add(href);
    }
  });
  return { html: editor.getHTML(), isEmpty: editor.isEmpty, links: targets.size };
}

/** Bold, italic, lists, links, quotes and code; what is pasted comes out as clean structure. */
export function RichTextEditor({
  label,
  placeholder,
  initialHtml,
  onChange,
  onSubmit,
  onReady,
  className,
}: Props) {
  // The editor keeps the handlers of its first render: these always lead to the newest.
  const latest = useRef({ onChange, onSubmit, placeholder });
  latest.current = { onChange, onSubmit, placeholder };

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
