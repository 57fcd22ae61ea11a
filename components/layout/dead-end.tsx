import Link from "next/link";
import { Button } from "@/components/ui/button";
import { Logo } from "./logo";
import { layoutWords as words } from "./words";

/** A page that leads nowhere: says why, and where to go on. */
export function DeadEnd({ code, title, text }: { code: string; title: string; text: string }) {
  return (
    <main className="grid min-h-dvh content-center justify-items-center gap-2 px-6 text-center">
      <Logo className="size-8" />
      <p className="mt-2 text-xs font-medium text-ink-3 tabular-nums">{code}</p>
      <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
      <p className="max-w-sm text-ink-2">{text}</p>
      <Button asChild look="primary" className="mt-3">
        <Link href="/tickets">{words.toTickets}</Link>
      </Button>
    </main>
  );
}
