import Link from "next/link";
import { type ReactNode, Suspense } from "react";
import { DraftOwner } from "@/components/composer/draft-owner";
import { LiveUpdates } from "@/components/live/live-updates";
import { Logo } from "./logo";
import { MenuDrawer } from "./menu-drawer";
import { NavLinks, type ViewCounts } from "./nav-links";
import { UserMenu } from "./user-menu";
import { layoutWords as words } from "./words";

type Props = {
  user: { id: string; name: string; email: string; role: "agent" | "admin" };
  counts: ViewCounts;
  children: ReactNode;
};

/** The frame around every page of a signed-in user: sidebar (a drawer on small screens) and content. */
export function AppShell({ user, counts, children }: Props) {
  const navigation = (
    <>
      <div className="flex-1">
        <Suspense>
          <NavLinks counts={counts} isAdmin={user.role === "admin"} />
        </Suspense>
      </div>
      <UserMenu name={user.name} email={user.email} />
    </>
  );
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[13.5rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only z-50 rounded-md bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        {words.skip}
      </a>
      <header className="flex h-12 items-center gap-2 border-b px-2 lg:hidden">
        <Suspense>
          <MenuDrawer>{navigation}</MenuDrawer>
        </Suspense>
        <Brand />
      </header>
      <aside className="sticky top-0 hidden h-dvh flex-col gap-5 overflow-y-auto p-2.5 pt-3.5 lg:flex">
        <div className="px-2">
          <Brand />
        </div>
        {navigation}
      </aside>
      <main
        id="content"
        tabIndex={-1}
        className="min-w-0 bg-surface outline-none lg:my-2 lg:mr-2 lg:rounded-lg lg:border"
      >
        <LiveUpdates>
          <DraftOwner userId={user.id}>{children}</DraftOwner>
        </LiveUpdates>
      </main>
    </div>
  );
}

function Brand() {
  return (
    <Link
      href="/tickets"
      className="inline-flex items-center gap-2 rounded-sm text-base font-semibold tracking-tight"
    >
      <Logo />
      {words.product}
    </Link>
  );
}
