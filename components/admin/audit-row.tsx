import { ArrowRight } from "lucide-react";
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
    <tr className="align-top">
      <td className="whitespace-nowrap text-ink-3">
        <TimeAgo at={entry.occurredAt.toISOString()} now={now} />
      </td>
      <td className="whitespace-nowrap">
        {entry.actor.name}
        {kind ? <span className="block text-xs text-ink-3">{kind}</span> : null}
      </td>
      <td className="whitespace-nowrap">{words.actionNames[entry.action] ?? entry.action}</td>
      <td
        className="max-w-28 truncate lg:max-w-56 font-mono text-xs text-ink-2"
        title={`${entry.targetType} ${entry.targetId}`}
      >
        {entry.targetId}
      </td>
      <td className="w-full">
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
