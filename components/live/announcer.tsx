"use client";
import { createContext, type ReactNode, useCallback, useContext, useRef, useState } from "react";

const AnnounceContext = createContext<(text: string) => void>(() => {});

/** Says something to screen readers when it suits them, without moving anything on the page. */
export function useAnnounce() {
  return useContext(AnnounceContext);
}

export function Announcer({ children }: { children: ReactNode }) {
  const [text, setText] = useState("");
  const waiting = useRef<string[]>([]);
  const announce = useCallback((next: string) => {
    // The same words twice are only read out when the region was empty in between.
    setText("");
    waiting.current.push(next);
    if (waiting.current.length > 1) return;
    // What happens in one moment is said together: a text that takes the place of another is all that is heard.
    setTimeout(() => {
      setText(waiting.current.join(" "));
      waiting.current = [];
    }, 50);
  }, []);
  return (
    <AnnounceContext value={announce}>
      {children}
      <div role="status" aria-live="polite" className="sr-only">
        {text}
      </div>
    </AnnounceContext>
  );
}
