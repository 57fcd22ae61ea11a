import Link from "next/link";
import { type ReactNode, useId } from "react";
import { Button } from "@/components/ui/button";
import { mailProblemWords as words } from "./words";

type Props = {
  title: string;
  /** How many there are on all pages. */
  count?: number;
  /** Where the other pages are; null: there is none. */
  older?: string | null;
  newest?: string | null;
  children: ReactNode;
};

/** One kind of problem as a list of cards; nothing when there are none. */
export function ProblemList({ children, ...section }: Omit<Props, "children"> & { children: ReactNode[] }) {
  if (children.length === 0) return null;
  return (
    <ProblemSection {...section}>
      <ul className="grid grid-cols-1 gap-2">{children}</ul>
    </ProblemSection>
  );
}

/** A part of the page under its heading, with its pages. */
export function ProblemSection({ title, count, older, newest, children }: Props) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="grid grid-cols-1 gap-2">
      <h2 id={id} className="flex items-baseline gap-2 text-base font-semibold">
        {title}
        {count ? <span className="text-sm font-normal text-ink-3 tabular-nums">{count}</span> : null}
      </h2>
      {children}
      {older || newest ? (
        <nav aria-label={words.pages(title)} className="flex justify-end gap-2">
          {newest ? (
            <Button asChild size="sm">
              <Link href={newest}>{words.newest}</Link>
            </Button>
          ) : null}
          {older ? (
            <Button asChild size="sm">
              <Link href={older}>{words.older}</Link>
            </Button>
          ) : null}
        </nav>
      ) : null}
    </section>
  );
}
