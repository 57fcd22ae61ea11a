import { ChevronLeft, ChevronRight } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { newerPages, olderPages, ticketListAddress } from "./ticket-search-params";
import type { TicketStatus } from "./view-types";
import { listWords as words } from "./words";

type Filters = {
  status: TicketStatus | null;
  assignee: string | null;
  q: string | null;
  tag: string | null;
  pages: string | null;
};

/** Newer and older pages by keyset: a ticket that moves up meanwhile is neither skipped nor shown twice. */
export function ListPager({ filters, nextCursor }: { filters: Filters; nextCursor: string | null }) {
  if (!nextCursor && !filters.pages) return null;
  const address = (pages: string | null) => `/tickets${ticketListAddress({ ...filters, pages })}`;
  return (
    <nav aria-label="Pages" className="flex justify-end gap-2 border-t px-4 py-2.5 sm:px-6">
      {filters.pages ? (
        <Button asChild size="sm">
          <Link href={address(newerPages(filters.pages))}>
            <ChevronLeft aria-hidden className="size-3.5" />
            {words.newer}
          </Link>
        </Button>
      ) : null}
      {nextCursor ? (
        <Button asChild size="sm">
          <Link href={address(olderPages(filters.pages, nextCursor))}>
            {words.older}
            <ChevronRight aria-hidden className="size-3.5" />
          </Link>
        </Button>
      ) : null}
    </nav>
  );
}
