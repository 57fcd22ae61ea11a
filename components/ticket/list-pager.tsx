import { Pager } from "@/components/layout/pager";
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
  const address = (pages: string | null) => `/tickets${ticketListAddress({ ...filters, pages })}`;
  const { pages } = filters;
  return (
    <Pager
      newer={pages ? { href: address(newerPages(pages)), label: words.newer } : null}
      older={nextCursor ? { href: address(olderPages(pages, nextCursor)), label: words.older } : null}
    />
  );
}
