"use client";
import { X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { useAction } from "./use-action";
import type { ChangeParticipant, Participant } from "./view-types";
import { detailWords as words } from "./words";

type Props = { ticketId: number; participants: Participant[]; remove: ChangeParticipant };

/** Whom replies go to beside the requester, with the way to take them out. */
export function ParticipantList({ ticketId, participants, remove }: Props) {
  const { pending, run } = useAction();
  return (
    <>
      <ul className="grid grid-cols-[minmax(0,1fr)] gap-0.5">
        {participants.map(({ email, name }) => (
          <li key={email} className="flex items-center gap-2">
            <span className="min-w-0 flex-1">
              <span className="block truncate">{name ?? email}</span>
              {name ? <span className="block truncate text-xs text-ink-3">{email}</span> : null}
            </span>
            <Button
              look="ghost"
              size="icon-sm"
              disabled={pending}
              aria-label={words.removeParticipant(name ?? email)}
              onClick={() =>
                run(() => remove({ ticketId, email }), { success: words.participantRemoved(name ?? email) })
              }
            >
              <X aria-hidden className="size-3.5" />
            </Button>
          </li>
        ))}
      </ul>
      <p className="mt-1 text-xs text-ink-3">{words.participantsHelp}</p>
    </>
  );
}
