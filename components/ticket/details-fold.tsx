"use client";
import { ChevronDown } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { classNames } from "@/components/ui/class-names";
import { conversationWords as words } from "./words";

/** The details beside the conversation on wide screens; above it and folded on small ones. */
export function DetailsFold({ summary, children }: { summary: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <aside
      aria-label={words.details}
      className="border-b lg:col-start-2 lg:row-span-2 lg:row-start-1 lg:border-b-0 lg:border-l panes:overflow-y-auto"
    >
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="flex w-full items-center gap-2 px-4 py-2.5 text-left sm:px-6 lg:hidden"
      >
        <span className="font-medium">{words.details}</span>
        <span className="min-w-0 flex-1 truncate text-ink-3">{summary}</span>
        <ChevronDown
          aria-hidden
          className={classNames("size-4 text-ink-3 transition-transform", open && "rotate-180")}
        />
      </button>
      <div id={id} className={classNames("border-t lg:block lg:border-t-0", !open && "hidden")}>
        {children}
      </div>
    </aside>
  );
}
