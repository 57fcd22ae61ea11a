import { Inbox, SearchX, SquarePen } from "lucide-react";
import type { Metadata } from "next";
import { headers } from "next/headers";
import Link from "next/link";
import { redirect } from "next/navigation";
import type { SearchParams } from "nuqs/server";
import { deliveryActions } from "@/app/tickets/delivery-actions";
import { PageHeader } from "@/components/layout/page-header";
import { ListPager } from "@/components/ticket/list-pager";
import { TicketFilters } from "@/components/ticket/ticket-filters";
import { TicketList } from "@/components/ticket/ticket-list";
import {
  currentCursor,
  loadTicketSearchParams,
  ticketListAddress,
} from "@/components/ticket/ticket-search-params";
import { listWords as words } from "@/components/ticket/words";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { requireActor } from "@/services/auth/get-actor";
import { listAssignees } from "@/services/auth/list-users";
import { InvalidInputError } from "@/services/errors";
import { listTickets } from "@/services/tickets/list-tickets";

export const metadata: Metadata = { title: words.title };

export default async function TicketsPage({ searchParams }: { searchParams: Promise<SearchParams> }) {
  const [user, filters] = await Promise.all([
    requireActor(await headers()),
    loadTicketSearchParams(searchParams),
  ]);
  const { pages, ...view } = filters;
  const firstPage = `/tickets${ticketListAddress(view)}`;
  const [people, { tickets, nextCursor }] = await Promise.all([
    listAssignees(),
    listTickets({
      ...(filters.status
        ? { status: [filters.status] }
        : filters.assignee
          ? { status: ["open", "pending"] }
          : {}),
      ...(filters.assignee ? { assignee: filters.assignee === "me" ? user.userId : filters.assignee } : {}),
      ...(filters.q ? { query: filters.q } : {}),
      ...(filters.tag ? { tag: filters.tag } : {}),
      ...(pages ? { cursor: currentCursor(pages) } : {}),
      limit: 25,
    }).catch((error: unknown) => {
      // An address that was cut off on its way.
      if (pages && error instanceof InvalidInputError && error.field === "cursor") redirect(firstPage);
      throw error;
    }),
  ]);
  const filtered = Boolean(filters.status || filters.assignee || filters.q || filters.tag);
  return (
    <>
      <PageHeader title={words.title}>
        <NewTicketLink />
      </PageHeader>
      <TicketFilters people={people} ownId={user.userId} />
      {tickets.length > 0 ? (
        <TicketList tickets={tickets} now={new Date().toISOString()} actions={deliveryActions} />
      ) : pages ? (
        <EmptyState
          icon={Inbox}
          title={words.emptyPageTitle}
          action={
            <Button asChild>
              <Link href={firstPage}>{words.toNewest}</Link>
            </Button>
          }
        >
          {words.emptyPageText}
        </EmptyState>
      ) : filtered ? (
        <EmptyState
          icon={SearchX}
          title={words.noMatchTitle}
          action={
            <Button asChild>
              <Link href="/tickets">{words.clear}</Link>
            </Button>
          }
        >
          {words.noMatchText}
        </EmptyState>
      ) : (
        <EmptyState icon={Inbox} title={words.emptyTitle} action={<NewTicketLink />}>
          {words.emptyText}
        </EmptyState>
      )}
      <ListPager filters={filters} nextCursor={nextCursor} />
    </>
  );
}

function NewTicketLink() {
  return (
    <Button asChild look="primary">
      <Link href="/tickets/new">
        <SquarePen aria-hidden className="size-3.5" />
        {words.newTicket}
      </Link>
    </Button>
  );
}
