import type { ReactNode } from "react";

type Props = { title: string; children?: ReactNode; intro?: string };

/** A page's heading with what can be done on the page at its right. */
export function PageHeader({ title, intro, children }: Props) {
  return (
    <header className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 border-b px-4 py-2.5 sm:px-6">
      <div className="grid min-h-8 min-w-0 content-center wrap-anywhere">
        <h1 className="text-lg font-semibold tracking-tight">{title}</h1>
        {intro ? <p className="max-w-prose text-ink-2">{intro}</p> : null}
      </div>
      {children ? <div className="flex items-center gap-2">{children}</div> : null}
    </header>
  );
}
