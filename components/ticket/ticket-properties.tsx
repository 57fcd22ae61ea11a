"use client";
import { type ReactNode, useOptimistic, useTransition } from "react";
import type { ActionResult } from "@/components/action-result";
import { answerOf } from "@/components/answer-of";
import { Avatar } from "@/components/ui/avatar";
import { Select } from "@/components/ui/select";
import { useNotify } from "@/components/ui/toaster";
import { PriorityIcon } from "./priority-mark";
import { StatusIcon } from "./status-mark";
import { TagEditor } from "./tag-editor";
import type { Person, TicketPriority, TicketStatus } from "./view-types";
import { priorityWords, statusWords, detailWords as words } from "./words";

export type TicketChanges = {
  status?: TicketStatus;
  priority?: TicketPriority;
  assigneeId?: string | null;
  tags?: string[];
};
export type SaveTicket = (input: { ticketId: number; changes: TicketChanges }) => Promise<ActionResult<void>>;

type Props = {
  ticketId: number;
  status: TicketStatus;
  priority: TicketPriority;
  assignee: Person | null;
  tags: string[];
  people: Person[];
  save: SaveTicket;
};

const nobody = "nobody";
const statuses = Object.keys(statusWords) as TicketStatus[];
const priorities = Object.keys(priorityWords) as TicketPriority[];

/** Status, priority, assignee and tags: saved as soon as they are chosen, taken back when that fails. */
export function TicketProperties({ ticketId, status, priority, assignee, tags, people, save }: Props) {
  const [, startTransition] = useTransition();
  const notify = useNotify();
  const saved = { status, priority, assigneeId: assignee?.id ?? null, tags };
  const [shown, show] = useOptimistic(saved, (now, changes: TicketChanges) => ({ ...now, ...changes }));

  function change(changes: TicketChanges, done: string) {
    startTransition(async () => {
      show(changes);
      const result = await answerOf(save({ ticketId, changes }));
      if (result.ok) notify.success(done);
      else notify.error(result.error.message);
    });
  }

  // Who was deactivated keeps the tickets they have.
  const known = assignee && !people.some(({ id }) => id === assignee.id) ? [...people, assignee] : people;
  return (
    <div className="grid gap-2">
      <Row label={words.status}>
        <Select
          quiet
          aria-label={words.status}
          value={shown.status}
          options={statuses.map((value) => ({
            value,
            label: statusWords[value],
            icon: <StatusIcon status={value} />,
          }))}
          onChange={(value) => change({ status: value }, words.saved.status)}
        />
      </Row>
      <Row label={words.priority}>
        <Select
          quiet
          aria-label={words.priority}
          value={shown.priority}
          options={priorities.map((value) => ({
            value,
            label: priorityWords[value],
            icon: <PriorityIcon priority={value} />,
          }))}
          onChange={(value) => change({ priority: value }, words.saved.priority)}
        />
      </Row>
      <Row label={words.assignee}>
        <Select
          quiet
          aria-label={words.assignee}
          value={shown.assigneeId ?? nobody}
          options={[
            { value: nobody, label: words.unassigned },
            ...known.map(({ id, name }) => ({
              value: id,
              label: name,
              icon: <Avatar name={name} className="size-4.5 text-[0.5625rem]" />,
            })),
          ]}
          onChange={(value) => change({ assigneeId: value === nobody ? null : value }, words.saved.assignee)}
        />
      </Row>
      <Row label={words.tags}>
        <TagEditor tags={shown.tags} onChange={(next) => change({ tags: next }, words.saved.tags)} />
      </Row>
    </div>
  );
}

function Row({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[4.5rem_minmax(0,1fr)] items-start gap-2">
      <span aria-hidden className="pt-1.5 text-ink-2">
        {label}
      </span>
      {children}
    </div>
  );
}
