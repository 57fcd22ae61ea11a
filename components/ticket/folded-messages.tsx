"use client";
import { UnfoldVertical } from "lucide-react";
import { Fragment, type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { conversationWords as words } from "./words";

type Props = {
  /** Oldest first, each drawn as an element with the id `reply-…`. */
  messages: { id: number; drawn: ReactNode }[];
  /** Those that a page which opens does not show. */
  folded: number[];
};

const elementOf = (id: number) => document.getElementById(`reply-${id}`);

/**
 * The messages of a conversation, some of them a click away. Which ones is decided once: a message that comes takes no
 * other from under a reader's eyes.
 */
export function FoldedMessages({ messages, folded: given }: Props) {
  const [folded, setFolded] = useState(() => new Set(given));
  const wanted = useRef<{ id: number; scroll: boolean } | null>(null);

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was folded stands there only now.
  useEffect(() => {
    if (!wanted.current) return;
    const { id, scroll } = wanted.current;
    wanted.current = null;
    elementOf(id)?.focus({ preventScroll: true });
    if (scroll) elementOf(id)?.scrollIntoView();
  }, [folded]);
  // A link to one message, such as from Mail problems. The page streams in after the browser has looked for it.
  useEffect(() => {
    const id = Number(/^#reply-(\d+)$/.exec(window.location.hash)?.[1]);
    if (!id) return;
    wanted.current = { id, scroll: true };
    setFolded((now) => (now.has(id) ? new Set() : new Set(now)));
  }, []);

  function unfold(first: number) {
    // The button goes: the keyboard is then where the messages begin.
    wanted.current = { id: first, scroll: false };
    setFolded(new Set());
  }

  const hidden = messages.filter(({ id }) => folded.has(id));
  return (
    <div className="grid grid-cols-1 gap-3">
      {messages.map(({ id, drawn }) =>
        !folded.has(id) ? (
          <Fragment key={id}>{drawn}</Fragment>
        ) : id === hidden[0]?.id ? (
          <div
            key={id}
            className="flex items-center gap-3 before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line"
          >
            <Button look="ghost" size="sm" onClick={() => unfold(id)}>
              <UnfoldVertical aria-hidden className="size-3.5" />
              {words.earlier(hidden.length)}
            </Button>
          </div>
        ) : null,
      )}
    </div>
  );
}
