import Link from "next/link";
import { TimeAgo } from "@/components/ui/time-ago";
import type { DeliveryActions } from "./delivery-actions";
import { ListBadge } from "./list-badge";
import { PriorityIcon } from "./priority-mark";
import { StatusMark } from "./status-mark";
import { ticketListAddress } from "./ticket-search-params";
import type { TicketListItem } from "./view-types";
import { listWords as words } from "./words";

type Props = { tickets: TicketListItem[]; now: string; actions: DeliveryActions };

const columns = "lg:grid-cols-[minmax(0,1fr)_5.5rem_8.5rem_8.5rem_5.5rem] lg:gap-x-4";

/** The rows of the ticket list: a table for wide screens, two lines a ticket for small ones. */
export function TicketList({ tickets, now, actions }: Props) {
  return (
    <div>
      <div
        aria-hidden
        className={`hidden border-b px-6 py-1.5 text-xs font-medium text-ink-3 lg:grid ${columns}`}
      >
        <span>{words.columns.subject}</span>
        <span>{words.columns.status}</span>
        <span>{words.columns.assignee}</span>
        <span>{words.columns.reply}</span>
        <span className="text-right">{words.columns.activity}</span>
      </div>
      <ul className="divide-y">
        {tickets.map((ticket) => (
          <TicketRow key={ticket.id} ticket={ticket} now={now} actions={actions} />
        ))}
      </ul>
    </div>
  );
}

function TicketRow({
  ticket,
  now,
  actions,
}: {
  ticket: TicketListItem;
  now: string;
  actions: DeliveryActions;
}) {
  return (
    <li
      className={`relative grid grid-cols-[minmax(0,1fr)_auto] items-center gap-x-3 gap-y-1 px-4 py-2.5 hover:bg-sunken sm:px-6 lg:py-2 ${columns}`}
    >
      <div className="col-span-2 min-w-0 lg:col-span-1">
        <div className="flex min-w-0 items-center gap-2">
          <PriorityIcon priority={ticket.priority} named />
          <Link
            href={`/tickets/${ticket.id}`}
            // The whole row leads to the ticket; what else can be clicked lies above.
            className="min-w-0 truncate text-sm font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent"
          >
            {ticket.subject}
          </Link>
          <span className="hidden shrink-0 gap-1 sm:flex lg:hidden xl:flex">
            {ticket.tags.slice(0, 2).map((tag) => (
              <Link
                key={tag}
                href={`/tickets${ticketListAddress({ tag })}`}
                className="relative rounded-sm border bg-surface px-1.5 text-xs text-ink-2 hover:border-line-strong hover:text-ink"
              >
                {tag}
              </Link>
            ))}
          </span>
        </div>
        <p className="truncate text-xs text-ink-3">
          <span className="tabular-nums">#{ticket.id}</span> ·{" "}
          {ticket.requester.name ?? ticket.requester.email}
          {ticket.requester.name ? (
            <span className="hidden sm:inline"> · {ticket.requester.email}</span>
          ) : null}
        </p>
      </div>
      <span className="flex min-w-0 items-center gap-1 text-xs lg:text-sm">
        <StatusMark status={ticket.status} />
        <span className="min-w-0 truncate text-ink-3 lg:hidden">
          · {ticket.assignee?.name ?? words.unassigned} ·{" "}
          <TimeAgo at={ticket.lastActivityAt.toISOString()} now={now} className="relative" />
        </span>
      </span>
      <span className="hidden truncate text-ink-2 lg:block">
        {ticket.assignee?.name ?? <span className="text-ink-3">{words.unassigned}</span>}
      </span>
      <span className="justify-self-end lg:justify-self-start">
        {ticket.lastReply ? (
          <ListBadge ticketId={ticket.id} reply={ticket.lastReply} actions={actions} />
        ) : (
          <span className="hidden text-xs text-ink-3 lg:inline">
            <span aria-hidden>–</span>
            <span className="sr-only">{words.noReply}</span>
          </span>
        )}
      </span>
      <span className="col-start-2 row-start-2 hidden text-right text-xs text-ink-3 lg:col-start-auto lg:row-start-auto lg:block">
        <TimeAgo at={ticket.lastActivityAt.toISOString()} now={now} className="relative" />
      </span>
    </li>
  );
}
