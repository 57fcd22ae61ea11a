"use client";
import { useRef } from "react";

/**
 * For a dialog: gives the keyboard back to what opened it, which Radix does for its own triggers only; and to the page's
 * content where that is gone, or cannot be used any more. The next Tab must not begin at the top of the page.
 */
export function useOpener() {
  const opener = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: () => {
      opener.current = document.activeElement;
    },
    onCloseAutoFocus: (event: Event) => {
      if (opener.current instanceof HTMLElement && opener.current !== document.body) {
        event.preventDefault();
        opener.current.focus();
      }
      queueMicrotask(() => {
        const isNowhere = document.activeElement === document.body;
        if (isNowhere) document.getElementById("content")?.focus({ preventScroll: true });
      });
    },
  };
}
