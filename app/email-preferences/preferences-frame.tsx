import type { ReactNode } from "react";
import { Logo } from "@/components/layout/logo";

/** One calm column: the page is for people who know nothing of this portal. */
export function PreferencesFrame({
  heading,
  text,
  children,
}: {
  heading: string;
  text: string;
  children?: ReactNode;
}) {
  return (
    <main className="mx-auto grid min-h-dvh max-w-lg content-center gap-4 px-4 py-10">
      <header className="grid justify-items-center gap-2 text-center">
        <Logo className="size-9" />
        <h1 className="text-xl font-semibold tracking-tight">{heading}</h1>
        <p className="text-base text-ink-2 wrap-anywhere">{text}</p>
      </header>
      {children}
    </main>
  );
}
