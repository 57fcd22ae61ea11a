"use client";
import { Clock3, Undo2 } from "lucide-react";
import { useWithdraw } from "@/components/composer/use-withdraw";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { dayAndTime } from "@/components/ui/format-time";
import { useSecondsUntil } from "@/components/ui/use-seconds-until";
import type { WithdrawReply } from "./delivery-actions";
import { heldWords as words } from "./delivery-words";
import type { ReplyEmailView } from "./view-types";

type Props = { email: ReplyEmailView; withdraw: WithdrawReply; className?: string };

const countedSeconds = 90;

/** When a reply leaves that is held, with the way back into the composer. Nothing once it may have left. */
export function HeldReply({ email, withdraw, className }: Props) {
  const until = email.heldUntil ? new Date(email.heldUntil) : null;
  const seconds = useSecondsUntil(until);
  const { pending, takeBack } = useWithdraw(withdraw);
  if (!until || !seconds) return null;
  const soon = seconds <= countedSeconds;
  return (
    <div
      className={classNames(
        "flex flex-wrap items-center gap-x-2 gap-y-1 rounded-md border bg-surface py-1 pr-1 pl-2.5 text-xs text-ink-2",
        className,
      )}
    >
      <Clock3 aria-hidden className="size-3.5 text-ink-3" />
      <span className="min-w-0 flex-1 tabular-nums">
        {soon ? words.leavesIn(seconds) : words.leavesAt(dayAndTime(until, new Date()))}
      </span>
      <Button size="sm" disabled={pending} onClick={() => takeBack(email.replyId)}>
        <Undo2 aria-hidden className="size-3.5" />
        {pending ? words.undoing : soon ? words.undo : words.cancel}
      </Button>
    </div>
  );
}
