import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";

type Props = {
  icon: LucideIcon;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  /** The page has no other heading. */
  isPage?: boolean;
};

/** Nothing to show: says so, and what to do next. */
export function EmptyState({ icon: Icon, title, children, action, isPage = false }: Props) {
  const Title = isPage ? "h1" : "p";
  return (
    <div className="grid justify-items-center gap-2 px-6 py-16 text-center">
      <span className="mb-1 inline-flex size-10 items-center justify-center rounded-full bg-sunken text-ink-3">
        <Icon aria-hidden className="size-5" />
      </span>
      <Title className="text-base font-semibold">{title}</Title>
      {children ? <p className="max-w-sm text-ink-2">{children}</p> : null}
      {action ? <div className="mt-2">{action}</div> : null}
    </div>
  );
}
