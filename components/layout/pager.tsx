import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";

type Target = { href: string; label: string };

/** The way to the pages before and after this one of a list; null where there is none. */
export function Pager({ newer, older }: { newer: Target | null; older: Target | null }) {
  if (!newer && !older) return null;
  return (
    <nav aria-label="Pages" className="flex justify-end gap-2 border-t px-4 py-2.5 sm:px-6">
      {newer ? (
        <Button asChild size="sm">
          <Link href={newer.href}>
            <ChevronLeft aria-hidden className="size-3.5" />
            {newer.label}
          </Link>
        </Button>
      ) : null}
      {older ? (
        <Button asChild size="sm">
          <Link href={older.href}>
            {older.label}
            <ChevronRight aria-hidden className="size-3.5" />
          </Link>
        </Button>
      ) : null}
    </nav>
  );
}
