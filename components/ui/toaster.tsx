"use client";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { Toast } from "radix-ui";
import { createContext, type ReactNode, useContext, useMemo, useState } from "react";
import { classNames } from "./class-names";
import { type Countdown, CountdownToast } from "./countdown-toast";

type Notice = { id: number } & (
  | { tone: "good" | "bad"; text: string }
  | { tone: "countdown"; countdown: Countdown }
);
type Notify = {
  success: (text: string) => void;
  error: (text: string) => void;
  /** Something that happens after a while unless it is taken back. */
  countdown: (countdown: Countdown) => void;
};

const NotifyContext = createContext<Notify | null>(null);

/** Tells the person who acted what came of it, in a corner and to screen readers. */
export function useNotify(): Notify {
  const notify = useContext(NotifyContext);
  if (!notify) throw new Error("useNotify needs <Toaster> above it");
  return notify;
}

let nextId = 1;

const durations: Record<Notice["tone"], number> = {
  good: 5000,
  // What went wrong stays until it was read.
  bad: 15_000,
  // Ends with its own clock.
  countdown: Number.POSITIVE_INFINITY,
};

// Radix and not sonner: sonner adds a style element by script, which the content security policy refuses.
export function Toaster({ children }: { children: ReactNode }) {
  const [notices, setNotices] = useState<Notice[]>([]);
  const notify = useMemo<Notify>(() => {
    const add = (notice: Notice) =>
      setNotices((now) => {
        const plain = now.filter(({ tone }) => tone !== "countdown").slice(-2);
        // What can still be taken back stays, whatever else there is to tell.
        return [...now.filter((other) => other.tone === "countdown" || plain.includes(other)), notice];
      });
    return {
      success: (text) => add({ id: nextId++, tone: "good", text }),
      error: (text) => add({ id: nextId++, tone: "bad", text }),
      countdown: (countdown) => add({ id: nextId++, tone: "countdown", countdown }),
    };
  }, []);
  return (
    <NotifyContext value={notify}>
      <Toast.Provider duration={5000} label="Notification">
        {children}
        {notices.map((notice) => {
          const close = () => setNotices((now) => now.filter(({ id }) => id !== notice.id));
          return (
            <Toast.Root
              key={notice.id}
              duration={durations[notice.tone]}
              onOpenChange={(open) => {
                if (!open) close();
              }}
              className="flex animate-float items-start gap-2.5 rounded-lg border border-line-strong bg-raised py-2.5 pr-2 pl-3 shadow-float"
            >
              {notice.tone === "countdown" ? (
                <CountdownToast {...notice.countdown} close={close} />
              ) : (
                <>
                  {notice.tone === "good" ? (
                    <CircleCheck aria-hidden className="mt-px size-4 shrink-0 text-good" />
                  ) : (
                    <CircleAlert aria-hidden className="mt-px size-4 shrink-0 text-bad" />
                  )}
                  <Toast.Description className="min-w-0 flex-1 break-words">{notice.text}</Toast.Description>
                </>
              )}
              <Toast.Close
                aria-label="Dismiss"
                className="rounded-sm p-0.5 text-ink-3 hover:bg-hover hover:text-ink"
              >
                <X aria-hidden className="size-3.5" />
              </Toast.Close>
            </Toast.Root>
          );
        })}
        <Toast.Viewport
          className={classNames("fixed right-3 bottom-3 z-[60] grid w-[min(22rem,calc(100vw-1.5rem))] gap-2")}
        />
      </Toast.Provider>
    </NotifyContext>
  );
}
