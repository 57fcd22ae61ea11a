"use client";
import { Inbox } from "lucide-react";
import type { ActionResult } from "@/components/action-result";
import { useAction } from "@/components/ticket/use-action";
import { mailProblemWords as words } from "./words";

export type AcceptEmail = (input: { inboundEmailId: number }) => Promise<ActionResult<{ ticketId: number }>>;
type Props = { inboundEmailId: number; title: string; accept: AcceptEmail; className: string };

/** Makes a message of a mail that was taken for a program's: somebody has seen that it is a person's. */
export function AcceptEmailButton({ inboundEmailId, title, accept, className }: Props) {
  const { pending, run } = useAction();
  return (
    <button
      type="button"
      disabled={pending}
      aria-label={words.acceptOf(title)}
      onClick={() => run(() => accept({ inboundEmailId }), { success: words.accepted })}
      className={className}
    >
      <Inbox aria-hidden className="size-3.5" />
      {words.accept}
    </button>
  );
}
