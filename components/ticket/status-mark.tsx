import { CircleCheck, CircleDashed, CircleDot, Clock, type LucideIcon } from "lucide-react";
import { classNames } from "@/components/ui/class-names";
import type { TicketStatus } from "./view-types";
import { statusWords } from "./words";

const looks: Record<TicketStatus, { icon: LucideIcon; tone: string }> = {
  open: { icon: CircleDot, tone: "text-accent-text" },
  pending: { icon: Clock, tone: "text-warn" },
  solved: { icon: CircleCheck, tone: "text-good" },
  closed: { icon: CircleDashed, tone: "text-ink-3" },
};

export function StatusIcon({ status }: { status: TicketStatus }) {
  const { icon: Icon, tone } = looks[status];
  return <Icon aria-hidden className={classNames("size-3.5 shrink-0", tone)} />;
}

/** A ticket's status by icon and word. */
export function StatusMark({ status }: { status: TicketStatus }) {
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap text-ink-2">
      <StatusIcon status={status} />
      {statusWords[status]}
    </span>
  );
}
