"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { exactTime } from "@/components/ui/format-time";
import { Skeleton } from "@/components/ui/skeleton";
import type { DeliveryActions, TimelineEntry } from "./delivery-actions";
import { timelineWords as words } from "./delivery-words";

type Props = { deliveryId: number; load: DeliveryActions["timeline"] };

/** What happened to one copy, with the servers' own words. Folded, and fetched each time it is unfolded. */
export function CopyTimeline({ deliveryId, load }: Props) {
  const [entries, setEntries] = useState<TimelineEntry[] | "failed" | null>(null);

  async function fetchEntries() {
    setEntries(null);
    const result = await load({ deliveryId }).catch(() => null);
    setEntries(result?.ok ? result.data : "failed");
  }

  return (
    <details
      className="text-xs text-ink-3"
      onToggle={(event) => event.currentTarget.open && void fetchEntries()}
    >
      <summary className="w-fit rounded-sm">{words.title}</summary>
      {entries === null ? (
        <div className="mt-1.5 grid gap-1">
          <span className="sr-only">{words.loading}</span>
          <Skeleton className="h-3.5 w-3/4" />
          <Skeleton className="h-3.5 w-1/2" />
        </div>
      ) : entries === "failed" ? (
        <p className="mt-1 flex items-center gap-2 text-bad">
          {words.failed}
          <Button size="sm" onClick={() => void fetchEntries()}>
            {words.retry}
          </Button>
        </p>
      ) : (
        <ol className="mt-1.5 ml-1 grid gap-1.5 border-l border-line-strong pl-3">
          {entries.length === 0 ? <li>{words.empty}</li> : null}
          {entries.map((entry) => (
            <li key={entry.id}>
              <p className="flex flex-wrap justify-between gap-x-3">
                <span className="text-ink">
                  {words.states[entry.status]}
                  <span className="text-ink-3"> · {words.sources[entry.source] ?? entry.source}</span>
                </span>
                <time dateTime={entry.occurredAt} className="tabular-nums">
                  {exactTime(new Date(entry.occurredAt))}
                </time>
              </p>
              {entry.detail ? <p className="[overflow-wrap:anywhere]">{entry.detail}</p> : null}
            </li>
          ))}
        </ol>
      )}
    </details>
  );
}
