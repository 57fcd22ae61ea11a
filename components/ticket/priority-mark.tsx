import { classNames } from "@/components/ui/class-names";
import type { TicketPriority } from "./view-types";
import { priorityWords } from "./words";

const bars: Record<TicketPriority, number> = { low: 1, normal: 2, high: 3, urgent: 3 };

/** A ticket's priority as one to three bars; urgent is red besides. Without a label it is named for screen readers. */
export function PriorityIcon({ priority, named = false }: { priority: TicketPriority; named?: boolean }) {
  return (
    <span
      className={classNames(
        "inline-flex items-end gap-[2px]",
        priority === "urgent" ? "text-bad" : "text-ink-2",
      )}
      title={named ? `${priorityWords[priority]} priority` : undefined}
    >
      {[1, 2, 3].map((bar) => (
        <span
          key={bar}
          aria-hidden
          className={classNames(
            "w-[3px] rounded-[1px] bg-current",
            bar === 1 && "h-1",
            bar === 2 && "h-[0.4375rem]",
            bar === 3 && "h-2.5",
            bar > bars[priority] && "opacity-25",
          )}
        />
      ))}
      {named ? <span className="sr-only">{priorityWords[priority]} priority</span> : null}
    </span>
  );
}
