"use client";
import { type Editor, useEditorState } from "@tiptap/react";
import { Bold, Code, Italic, List, ListOrdered, type LucideIcon, SquareCode, TextQuote } from "lucide-react";
import { Toolbar } from "radix-ui";
import { Tooltip } from "@/components/ui/tooltip";
import { LinkButton } from "./link-button";
import { composerWords as words } from "./words";

type Tool = { name: string; icon: LucideIcon; label: string; run: (editor: Editor) => void };

const tools: Tool[] = [
  { name: "bold", icon: Bold, label: words.bold, run: (editor) => editor.chain().focus().toggleBold().run() },
  {
    name: "italic",
    icon: Italic,
    label: words.italic,
    run: (editor) => editor.chain().focus().toggleItalic().run(),
  },
  {
    name: "bulletList",
    icon: List,
    label: words.bulletList,
    run: (editor) => editor.chain().focus().toggleBulletList().run(),
  },
  {
    name: "orderedList",
    icon: ListOrdered,
    label: words.orderedList,
    run: (editor) => editor.chain().focus().toggleOrderedList().run(),
  },
  {
    name: "blockquote",
    icon: TextQuote,
    label: words.quote,
    run: (editor) => editor.chain().focus().toggleBlockquote().run(),
  },
  { name: "code", icon: Code, label: words.code, run: (editor) => editor.chain().focus().toggleCode().run() },
  {
    name: "codeBlock",
    icon: SquareCode,
    label: words.codeBlock,
    run: (editor) => editor.chain().focus().toggleCodeBlock().run(),
  },
];

const toolClasses =
  "inline-flex size-7 items-center justify-center rounded-md text-ink-2 hover:bg-hover hover:text-ink aria-pressed:bg-accent-soft aria-pressed:text-accent-text disabled:opacity-50";

export function EditorToolbar({ editor }: { editor: Editor | null }) {
  const active = useEditorState({
    editor,
    selector: ({ editor: now }) =>
      now ? [...tools.map(({ name }) => name), "link"].filter((name) => now.isActive(name)) : [],
  });
  return (
    <Toolbar.Root aria-label={words.toolbar} className="flex flex-wrap items-center gap-px px-2 pb-1.5">
      {tools.map(({ name, icon: Icon, label, run }) => (
        <Tooltip key={name} label={label}>
          <Toolbar.Button
            aria-label={label}
            aria-pressed={active?.includes(name) ?? false}
            disabled={!editor}
            onClick={() => editor && run(editor)}
            className={toolClasses}
          >
            <Icon aria-hidden className="size-3.5" />
          </Toolbar.Button>
        </Tooltip>
      ))}
      <LinkButton editor={editor} active={active?.includes("link") ?? false} />
    </Toolbar.Root>
  );
}
