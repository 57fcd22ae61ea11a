"use client";
import {
  CircleCheckBig,
  CircleUser,
  Clock,
  Contact,
  Inbox,
  KeyRound,
  Layers,
  type LucideIcon,
  MailWarning,
  Puzzle,
  ScrollText,
  Stethoscope,
  Users,
} from "lucide-react";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { classNames } from "@/components/ui/class-names";
import { layoutWords as words } from "./words";

/** How many tickets wait in a view. */
export type ViewCounts = { mine: number; unassigned: number; pending: number; mailProblems: number };

type Item = {
  href: string;
  label: string;
  icon: LucideIcon;
  count?: number;
  /** The count is of what is wrong. */
  alert?: boolean;
};

/** The sidebar's links. The view whose filter is in the address is marked as the current page. */
export function NavLinks({ counts, isAdmin }: { counts: ViewCounts; isAdmin: boolean }) {
  const views: Item[] = [
    { href: "/tickets", label: words.all, icon: Layers },
    { href: "/tickets?assignee=me", label: words.mine, icon: CircleUser, count: counts.mine },
    { href: "/tickets?assignee=unassigned", label: words.unassigned, icon: Inbox, count: counts.unassigned },
    { href: "/tickets?status=pending", label: words.pending, icon: Clock, count: counts.pending },
    { href: "/tickets?status=solved", label: words.solved, icon: CircleCheckBig },
    {
      href: "/mail-problems",
      label: words.mailProblems,
      icon: MailWarning,
      count: counts.mailProblems,
      alert: true,
    },
  ];
  const admin: Item[] = [
    { href: "/admin/integration-modules", label: words.integrationModules, icon: Puzzle },
    { href: "/admin/contacts", label: words.contacts, icon: Contact },
    { href: "/admin/users", label: words.users, icon: Users },
    { href: "/admin/api-keys", label: words.apiKeys, icon: KeyRound },
    { href: "/admin/audit-log", label: words.auditLog, icon: ScrollText },
    { href: "/admin/doctor", label: words.doctor, icon: Stethoscope },
  ];
  return (
    <nav aria-label={words.navigation} className="grid gap-4">
      <NavGroup label={words.views} items={views} />
      {isAdmin ? <NavGroup label={words.admin} items={admin} /> : null}
    </nav>
  );
}

function NavGroup({ label, items }: { label: string; items: Item[] }) {
  const current = useCurrent();
  return (
    <div>
      <p className="mb-1 px-2 text-xs font-medium text-ink-3">{label}</p>
      <ul className="grid gap-px">
        {items.map(({ href, label: text, icon: Icon, count, alert }) => {
          const active = current(href);
          return (
            <li key={href}>
              <Link
                href={href}
                aria-current={active ? "page" : undefined}
                className={classNames(
                  "flex h-[1.875rem] items-center gap-2 rounded-md px-2 text-sm text-ink-2 hover:bg-hover hover:text-ink",
                  active && "bg-hover font-medium text-ink",
                )}
              >
                <Icon
                  aria-hidden
                  className={classNames("size-4 shrink-0", active ? "text-accent-text" : "text-ink-3")}
                />
                <span className="min-w-0 flex-1 truncate">{text}</span>
                {count ? (
                  <span
                    className={classNames(
                      "text-xs tabular-nums",
                      alert ? "rounded-full bg-bad-soft px-1.5 font-medium text-bad" : "text-ink-3",
                    )}
                  >
                    {count}
                  </span>
                ) : null}
              </Link>
            </li>
          );
        })}
      </ul>
    </div>
  );
}

function useCurrent() {
  const pathname = usePathname();
  const search = useSearchParams();
  return (href: string) => {
    const [path = "", query = ""] = href.split("?");
    if (path !== "/tickets") return pathname.startsWith(path);
    if (pathname !== "/tickets") return false;
    const wanted = new URLSearchParams(query);
    return ["assignee", "status"].every((name) => wanted.get(name) === search.get(name));
  };
}
