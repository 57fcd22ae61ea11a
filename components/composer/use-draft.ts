"use client";
import { useEffect, useRef } from "react";
import { type Draft, keepDraft, type Place, readDraft } from "./draft";

const delayMs = 400;
/** A draft ended here: its composer may have been left, and be open again by now. */
const ended = "myportal:draft-ended";

type Options = {
  place: Place;
  /** As it stands; null while there is nothing to keep. */
  draft: Draft | null;
  /** Shows what another window has made of it meanwhile; null: it was sent or discarded there. */
  onChangedElsewhere: (draft: Draft | null) => void;
};

/**
 * Keeps what is being written: a moment after each change, and at once when the page is left. Windows that show the same
 * draft go on with the one that was written last: each takes it over when somebody turns to it.
 */
export function useDraft({ place, draft, onChangedElsewhere }: Options) {
  const text = draft && JSON.stringify(draft);
  /** What was last read from where drafts are kept, or written there; undefined before anything was read. */
  const kept = useRef<string | null | undefined>(undefined);
  const unkept = useRef<{ text: string | null } | null>(null);
  const latest = useRef(onChangedElsewhere);
  latest.current = onChangedElsewhere;

  function keepNow() {
    if (!unkept.current) return;
    const { text: now } = unkept.current;
    unkept.current = null;
    kept.current = now;
    keepDraft(place, now === null ? null : (JSON.parse(now) as Draft));
  }
  function read(): Draft | null {
    const found = readDraft(place);
    kept.current = found && JSON.stringify(found);
    return found;
  }
  function follow() {
    if (kept.current === undefined || unkept.current) return;
    const before = kept.current;
    const found = read();
    if (kept.current !== before) latest.current(found);
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: the text says when there is something to keep.
  useEffect(() => {
    // Nothing written is no reason to delete what another window has kept.
    unkept.current = kept.current === undefined || text === kept.current ? null : { text };
    const timer = setTimeout(keepNow, delayMs);
    return () => clearTimeout(timer);
  }, [text]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: they read nothing but refs and the place.
  useEffect(() => {
    const onVisibility = () => (document.visibilityState === "hidden" ? keepNow() : follow());
    window.addEventListener("pagehide", keepNow);
    window.addEventListener("focus", follow);
    window.addEventListener(ended, follow);
    document.addEventListener("visibilitychange", onVisibility);
    return () => {
      window.removeEventListener("pagehide", keepNow);
      window.removeEventListener("focus", follow);
      window.removeEventListener(ended, follow);
      document.removeEventListener("visibilitychange", onVisibility);
      keepNow();
    };
  }, [place]);

  return {
    /** Reads the draft there is, before anything is kept. */
    begin: read,
    /** Forgets the draft: it was sent or discarded. */
    end() {
      kept.current = null;
      unkept.current = null;
      keepDraft(place, null);
      window.dispatchEvent(new Event(ended));
    },
  };
}
