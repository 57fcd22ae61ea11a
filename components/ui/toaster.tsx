"use client";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { Toast } from "radix-ui";
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from "react";
import { classNames } from "./class-names";

type Notice = { id: number; tone: "good" | "bad"; text: string };
type Notify = { success: (text: string) => void; error: (text: string) => void };

const NotifyContext = createContext<Notify | null>(null);

/** Tells the person who acted what came of it, in a corner and to screen readers. */
export function useNotify(): Notify {
  const notify = useContext(NotifyContext);
  if (!notify) throw new Error("useNotify needs <Toaster> above it");
  return notify;
}

let nextId = 1;

// Radix and not sonner: sonner adds a style element by script, which the content security policy refuses.
export function Toaster({ children }: { children: ReactNode }) {
  const [notices, setNotices] = useState<Notice[]>([]);
  const add = useCallback((tone: Notice["tone"], text: string) => {
    setNotices((now) => [...now.slice(-2), { id: nextId++, tone, text }]);
  }, []);
  const notify = useMemo<Notify>(
    () => ({ success: (text) => add("good", text), error: (text) => add("bad", text) }),
    [add],
  );
  return (
    <NotifyContext value={notify}>
      <Toast.Provider duration={5000} label="Notification">
        {children}
        {notices.map((notice) => (
          <Toast.Root
            key={notice.id}
            // What went wrong stays until it was read.
            duration={notice.tone === "bad" ? 15_000 : 5000}
            onOpenChange={(open) => {
              if (!open) setNotices((now) => now.filter(({ id }) => id !== notice.id));
            }}
            className="flex animate-float items-start gap-2.5 rounded-lg border border-line-strong bg-raised py-2.5 pr-2 pl-3 shadow-float"
          >
            {notice.tone === "good" ? (
              <CircleCheck aria-hidden className="mt-px size-4 shrink-0 text-good" />
            ) : (
              <CircleAlert aria-hidden className="mt-px size-4 shrink-0 text-bad" />
            )}
            <Toast.Description className="min-w-0 flex-1 break-words">{notice.text}</Toast.Description>
            <Toast.Close
              aria-label="Dismiss"
              className="rounded-sm p-0.5 text-ink-3 hover:bg-hover hover:text-ink"
            >
              <X aria-hidden className="size-3.5" />
            </Toast.Close>
          </Toast.Root>
        ))}
        <Toast.Viewport
          className={classNames("fixed right-3 bottom-3 z-[60] grid w-[min(22rem,calc(100vw-1.5rem))] gap-2")}
        />
      </Toast.Provider>
    </NotifyContext>
  );
}
