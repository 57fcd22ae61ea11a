"use client";
import type { Editor } from "@tiptap/react";
import { type RefObject, useEffect, useRef } from "react";

/** Puts the caret into the editor once what was locked is open again, if the focus was lost with what had it. */
export function useFocusBack(isLocked: boolean, editor: RefObject<Editor | null>) {
  const wasLocked = useRef(false);
  useEffect(() => {
    if (!isLocked && wasLocked.current && document.activeElement === document.body) {
      editor.current?.view.focus();
    }
    wasLocked.current = isLocked;
  }, [isLocked, editor]);
}
