"use client";
import { debounce, type Options } from "nuqs";
import { useState } from "react";

const quietMs = 250;

/**
 * The text of a search field whose filter stands in the address: it follows what is typed at once and the address a
 * moment later, and the address when that changes by other means (back, forward, a link).
 * @param filter the filter in the address
 * @param write puts it there; null: there is none
 */
export function useSearchText(
  filter: string | null,
  write: (filter: string | null, options: Pick<Options, "history" | "limitUrlUpdates">) => void,
) {
  const [text, setText] = useState(filter ?? "");
  const [shown, setShown] = useState(filter);
  if (shown !== filter) {
    setShown(filter);
    if ((filter ?? "") !== text.trim()) setText(filter ?? "");
  }
  return {
    text,
    type(typed: string) {
      setText(typed);
      write(typed.trim() || null, {
        history: "replace",
        limitUrlUpdates: typed ? debounce(quietMs) : undefined,
      });
    },
    /** Empties the field; the filter is whoever's who empties all. */
    clear: () => setText(""),
  };
}
