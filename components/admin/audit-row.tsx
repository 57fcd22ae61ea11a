import { ArrowRight } from "lucide-react";
import Link from "next/link";
import { TimeAgo } from "@/components/ui/time-ago";
import type { AuditLogEntry } from "@/services/audit/list-audit-log";
import { auditWords as words } from "./words";

function shown(value: unknown): string {
  if (value === null || value === undefined || value === "") return words.unset;
  return typeof value === "string" ? value : JSON.stringify(value);
}

export function AuditRow({ entry, now }: { entry: AuditLogEntry; now: string }) {
  const changes = Object.entries(entry.changes ?? {});
  const kind = words.kinds[entry.actor.kind];
  return (
    <tr className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-0.5 px-4 py-2.5 align-top md:table-row">
      <td className="order-2 text-right text-ink-3 md:text-left md:whitespace-nowrap">
        <TimeAgo at={entry.occurredAt.toISOString()} now={now} />
      </td>
      <td className="order-1 min-w-0 font-medium [overflow-wrap:anywhere] md:min-w-32 md:font-normal">
        {entry.actor.name}
        {kind ? <span className="block text-xs font-normal text-ink-3">{kind}</span> : null}
      </td>
      <td className="order-3 min-w-0 md:whitespace-nowrap">
        {words.actionNames[entry.action] ?? entry.action}
      </td>
      <td
        className="order-4 max-w-36 truncate text-right font-mono text-xs text-ink-2 md:max-w-28 md:text-left lg:max-w-56"
        title={`${entry.targetType} ${entry.targetId}`}
      >
        {entry.targetType === "ticket" ? (
          <Link href={`/tickets/${entry.targetId}`} className="font-medium hover:underline">
            #{entry.targetId}
          </Link>
        ) : (
          entry.targetId
        )}
      </td>
      <td className="order-5 col-span-2 min-w-0 [overflow-wrap:anywhere] md:w-full">
        <ul className="grid gap-0.5">
          {changes.map(([field, { from, to }]) => (
            <li key={field} className="flex flex-wrap items-center gap-x-1.5 text-xs">
              <span className="font-medium">{field}</span>
              <span className="text-ink-3">{shown(from)}</span>
              <ArrowRight role="img" aria-label="to" className="size-3 text-ink-3" />
              <span>{shown(to)}</span>
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}
