"use client";
import { X } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { detailWords as words } from "./words";

/** Tags as chips; Enter or a comma adds what was typed, Backspace in the empty field removes the last. */
export function TagEditor({ tags, onChange }: { tags: string[]; onChange: (tags: string[]) => void }) {
  const [typed, setTyped] = useState("");

  function add() {
    const tag = typed.trim().toLowerCase();
    setTyped("");
    if (tag && !tags.includes(tag)) onChange([...tags, tag]);
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.key === "Enter" || event.key === ",") {
      event.preventDefault();
      add();
      // A key that is held down to empty the field ends at its beginning.
    } else if (event.key === "Backspace" && !event.repeat && !typed && tags.length > 0) {
      onChange(tags.slice(0, -1));
    }
  }

  return (
    <div className="flex min-h-8 flex-wrap items-center gap-1 rounded-md border border-transparent p-1 hover:border-line-strong focus-within:border-line-strong focus-within:outline-2 focus-within:outline-accent">
      {tags.map((tag) => (
        <span
          key={tag}
          className="inline-flex h-5.5 max-w-full items-center gap-0.5 rounded-sm bg-hover pl-1.5 text-xs"
        >
          <span className="truncate">{tag}</span>
          <button
            type="button"
            aria-label={words.removeTag(tag)}
            onClick={() => onChange(tags.filter((other) => other !== tag))}
            className="inline-flex size-5.5 items-center justify-center rounded-sm text-ink-3 hover:text-ink"
          >
            <X aria-hidden className="size-3" />
          </button>
        </span>
      ))}
      <input
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={onKeyDown}
        onBlur={add}
        maxLength={64}
        aria-label={words.addTag}
        placeholder={tags.length === 0 ? words.addTag : "+"}
        className="h-5.5 min-w-6 flex-1 bg-transparent px-1 text-xs outline-none"
      />
    </div>
  );
}
