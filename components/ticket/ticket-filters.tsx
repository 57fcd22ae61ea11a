"use client";
import { Search, X } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useTransition } from "react";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { inputClasses } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { useSearchText } from "@/components/ui/use-search-text";
import { StatusIcon } from "./status-mark";
import { ticketSearchParams } from "./ticket-search-params";
import type { Person, TicketStatus } from "./view-types";
import { statusWords, listWords as words } from "./words";

const any = "any";
const statuses = Object.keys(statusWords) as TicketStatus[];

/** Filters in the address, so that a view can be linked to and "back" works. */
export function TicketFilters({ people, ownId }: { people: Person[]; ownId: string }) {
  const [pending, startTransition] = useTransition();
  const [filters, setFilters] = useQueryStates(ticketSearchParams, {
    shallow: false,
    history: "push",
    startTransition,
  });
  const query = useSearchText(filters.q, (q, options) => void setFilters({ q, pages: null }, options));
  const active = Boolean(filters.status || filters.assignee || filters.q || filters.tag);

  return (
    <search className="flex flex-wrap items-center gap-2 border-b px-4 py-2 sm:px-6" aria-busy={pending}>
      <label className="relative min-w-48 flex-1 basis-full sm:max-w-80 sm:basis-0">
        <span className="sr-only">{words.search}</span>
        <Search aria-hidden className="absolute top-2 left-2.5 size-4 text-ink-3" />
        <input
          type="search"
          value={query.text}
          onChange={(event) => query.type(event.target.value)}
          placeholder={words.search}
          className={classNames(inputClasses, "pl-8")}
        />
      </label>
      <div className="min-w-0 flex-1 sm:w-34 sm:flex-none">
        <Select
          aria-label={words.status}
          value={filters.status ?? any}
          options={[
            // With an assignee chosen, as in Mine, the list leaves out what is done.
            { value: any, label: filters.assignee ? words.toDo : words.anyStatus },
            ...statuses.map((status) => ({
              value: status,
              label: statusWords[status],
              icon: <StatusIcon status={status} />,
            })),
          ]}
          onChange={(value) =>
            setFilters({ status: value === any ? null : (value as TicketStatus), pages: null })
          }
        />
      </div>
      <div className="min-w-0 flex-1 sm:w-40 sm:flex-none">
        <Select
          aria-label={words.assignee}
          value={filters.assignee === ownId ? "me" : (filters.assignee ?? any)}
          options={[
            { value: any, label: words.anyAssignee },
            { value: "me", label: words.me },
            { value: "unassigned", label: words.unassigned },
            ...people.filter(({ id }) => id !== ownId).map(({ id, name }) => ({ value: id, label: name })),
          ]}
          onChange={(value) => setFilters({ assignee: value === any ? null : value, pages: null })}
        />
      </div>
      {filters.tag ? (
        <Button size="sm" onClick={() => setFilters({ tag: null, pages: null })}>
          {words.tag}: {filters.tag}
          <X aria-hidden className="size-3.5" />
          <span className="sr-only">remove</span>
        </Button>
      ) : null}
      {active ? (
        <Button
          look="ghost"
          size="sm"
          onClick={() => {
            query.clear();
            void setFilters(null);
          }}
        >
          {words.clear}
        </Button>
      ) : null}
    </search>
  );
}
