"use client";
import { CircleCheck, Clock3 } from "lucide-react";
import { Toast } from "radix-ui";
import { useEffect, useRef } from "react";
import { Button } from "./button";
import { secondsUntil, useSecondsUntil } from "./use-seconds-until";

export type Countdown = {
  /** When it happens, by this browser's clock. */
  until: Date;
  /** With the seconds that are left. */
  text: (seconds: number) => string;
  /** Once it happened. */
  done: string;
  undo: string;
  /** Said to screen readers beside the text: how the button is reached. */
  undoHint: string;
  onUndo: () => void;
};

const doneMs = 3000;

/** Counts down in a toast. The seconds are for the eye: a screen reader is told once, when the toast appears. */
export function CountdownToast({
  until,
  text,
  done,
  undo,
  undoHint,
  onUndo,
  close,
}: Countdown & { close: () => void }) {
  const seconds = useSecondsUntil(until) ?? secondsUntil(until);
  const isDone = seconds === 0;
  const closing = useRef(close);
  closing.current = close;
  useEffect(() => {
    if (!isDone) return;
    const timer = setTimeout(() => closing.current(), doneMs);
    return () => clearTimeout(timer);
  }, [isDone]);
  return (
    <>
      {isDone ? (
        <CircleCheck aria-hidden className="mt-px size-4 shrink-0 text-good" />
      ) : (
        <Clock3 aria-hidden className="mt-px size-4 shrink-0 text-ink-3" />
      )}
      <Toast.Description className="min-w-0 flex-1 break-words tabular-nums">
        {isDone ? done : text(seconds)}
      </Toast.Description>
      {isDone ? null : (
        <Toast.Action altText={undoHint} asChild>
          <Button size="sm" className="-my-1" onClick={onUndo}>
            {undo}
          </Button>
        </Toast.Action>
      )}
    </>
  );
}
