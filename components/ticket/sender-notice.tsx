"use client";
import { Bot, ShieldAlert, TextCursorInput, UserRoundPlus } from "lucide-react";
import { Button } from "@/components/ui/button";
import { useAction } from "./use-action";
import type { ChangeParticipant, SenderChecksView } from "./view-types";
import { senderWords as words } from "./words";

type Props = {
  ticketId: number;
  checks: SenderChecksView;
  /** Whether whoever wrote takes part in the ticket by now. */
  isParticipant: boolean;
  add: ChangeParticipant;
};

/** What is odd about who sent a message, above its text: what was found, by whom, and what to make of it. */
export function SenderNotice({ ticketId, checks, isParticipant, add }: Props) {
  const { pending, run } = useAction();
  const { authentication, otherAddress, automatic, form } = checks;
  const stranger = otherAddress && !isParticipant ? otherAddress : null;
  return (
    <div className="mb-2 grid gap-1 empty:hidden">
      {authentication && authentication.failed.length > 0 ? (
        <p className="flex items-start gap-2 rounded-md bg-bad-soft px-2.5 py-1.5 text-xs text-bad">
          <ShieldAlert aria-hidden className="mt-px size-3.5 shrink-0" />
          <span className="min-w-0 [overflow-wrap:anywhere]">
            {words.failed(authentication.failed, authentication.host)}
          </span>
        </p>
      ) : null}
      {stranger ? (
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1 rounded-md bg-warn-soft py-1 pr-1 pl-2.5 text-xs text-warn">
          <UserRoundPlus aria-hidden className="size-3.5 shrink-0" />
          <p className="min-w-40 flex-1 [overflow-wrap:anywhere]">
            {words.otherAddress(stranger.email, stranger.expected)}
          </p>
          <Button
            size="sm"
            disabled={pending}
            onClick={() =>
              run(() => add({ ticketId, email: stranger.email }), { success: words.added(stranger.email) })
            }
          >
            {words.add}
          </Button>
        </div>
      ) : null}
      {form ? (
        <p className="flex items-start gap-2 rounded-md bg-sunken px-2.5 py-1.5 text-xs text-ink-2">
          <TextCursorInput aria-hidden className="mt-px size-3.5 shrink-0 text-ink-3" />
          <span className="min-w-0 [overflow-wrap:anywhere]">{words.form(form)}</span>
        </p>
      ) : null}
      {automatic ? (
        <p className="flex items-center gap-2 rounded-md bg-sunken px-2.5 py-1.5 text-xs text-ink-2">
          <Bot aria-hidden className="size-3.5 shrink-0 text-ink-3" />
          {words.automatic}
        </p>
      ) : null}
    </div>
  );
}
