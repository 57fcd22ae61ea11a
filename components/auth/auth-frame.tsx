import type { ReactNode } from "react";
import { Logo } from "@/components/layout/logo";

/** One card in the middle of the page. */
export function AuthFrame({
  heading,
  text,
  children,
}: {
  heading: string;
  text?: string;
  children: ReactNode;
}) {
  return (
    <main className="grid min-h-dvh content-center justify-items-center px-4 py-10">
      <div className="w-full max-w-88">
        <div className="mb-5 grid justify-items-center gap-3 text-center">
          <Logo className="size-9" />
          <h1 className="text-xl font-semibold tracking-tight">{heading}</h1>
          {text ? <p className="text-ink-2">{text}</p> : null}
        </div>
        <div className="rounded-lg border border-line-strong bg-surface p-5">{children}</div>
      </div>
    </main>
  );
}
