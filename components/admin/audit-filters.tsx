"use client";
import { Download } from "lucide-react";
import { useQueryStates } from "nuqs";
import { useId, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { useSearchText } from "@/components/ui/use-search-text";
import { auditAddress, auditSearchParams } from "./audit-search-params";
import { auditWords as words } from "./words";

const any = "any";
const dayOf = (date: Date | null) => date?.toISOString().slice(0, 10) ?? "";

/** Filters in the address, so that a view can be linked to and "back" works; and the same view as a file. */
export function AuditFilters({ actors, actions }: { actors: string[]; actions: string[] }) {
  const [pending, startTransition] = useTransition();
  const [filters, setFilters] = useQueryStates(auditSearchParams, {
    shallow: false,
    history: "push",
    startTransition,
  });
  const subject = useSearchText(
    filters.subject,
    (typed, options) => void setFilters({ subject: typed, cursor: null }, options),
  );
  const { cursor: _, ...asked } = filters;
  const active = Object.values(asked).some((value) => value !== null);
  const set = (change: Partial<typeof filters>) => void setFilters({ ...change, cursor: null });
  const choices = (values: string[], label: string, names: Record<string, string> = {}) => [
    { value: any, label },
    ...values.map((value) => ({ value, label: names[value] ?? value })),
  ];
  const exportAddress = (format: string) => {
    const query = auditAddress(asked);
    return `/admin/audit-log/export${query}${query ? "&" : "?"}format=${format}`;
  };

  return (
    <search className="flex flex-wrap items-end gap-2 border-b px-4 py-2 sm:px-6" aria-busy={pending}>
      <div className="min-w-36 flex-1 sm:max-w-48">
        <Select
          aria-label={words.who}
          value={filters.actor ?? any}
          options={choices(withChosen(actors, filters.actor), words.anyone)}
          onChange={(value) => set({ actor: value === any ? null : value })}
        />
      </div>
      <div className="min-w-36 flex-1 sm:max-w-56">
        <Select
          aria-label={words.what}
          value={filters.action ?? any}
          options={choices(withChosen(actions, filters.action), words.anything, words.actionNames)}
          onChange={(value) => set({ action: value === any ? null : value })}
        />
      </div>
      <Input
        type="search"
        aria-label={words.subject}
        placeholder={words.subjectHint}
        value={subject.text}
        className="basis-full sm:min-w-36 sm:max-w-44 sm:flex-1 sm:basis-0"
        onChange={({ target }) => subject.type(target.value)}
      />
      <div className="flex w-full gap-2 sm:w-auto">
        <Day label={words.from} value={dayOf(filters.from)} onChange={(from) => set({ from })} />
        <Day label={words.until} value={dayOf(filters.until)} onChange={(until) => set({ until })} />
      </div>
      {active ? (
        <Button
          look="ghost"
          size="sm"
          className="h-8"
          onClick={() => {
            subject.clear();
            void setFilters(null);
          }}
        >
          {words.clear}
        </Button>
      ) : null}
      <div className="flex gap-2 sm:ml-auto">
        {(["csv", "jsonl"] as const).map((format) => (
          <Button key={format} asChild>
            <a href={exportAddress(format)} download>
              <Download aria-hidden className="size-3.5" />
              <span className="sr-only">{words.exportAs} </span>
              {words.formats[format]}
            </a>
          </Button>
        ))}
      </div>
    </search>
  );
}

/** A filter out of an old link may name what is in no entry any more; it is shown all the same. */
function withChosen(values: string[], chosen: string | null): string[] {
  return chosen === null || values.includes(chosen) ? values : [chosen, ...values];
}

type DayProps = { label: string; value: string; onChange: (day: Date | null) => void };

function Day({ label, value, onChange }: DayProps) {
  const id = useId();
  return (
    <div className="flex min-w-0 flex-1 items-center gap-1.5">
      <label htmlFor={id} className="text-xs text-ink-3">
        {label}
      </label>
      <Input
        id={id}
        type="date"
        value={value}
        className="min-w-0 sm:w-36"
        onChange={({ target }) => onChange(target.value ? new Date(`${target.value}T00:00:00Z`) : null)}
      />
    </div>
  );
}
