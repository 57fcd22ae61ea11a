"use client";
import { Ban } from "lucide-react";
import { Button } from "@/components/ui/button";
import { dayAndTime } from "@/components/ui/format-time";
import { CopyProblem } from "./copy-problem";
import { CopyTimeline } from "./copy-timeline";
import type { DeliveryActions } from "./delivery-actions";
import { copySentence } from "./delivery-story";
import { problemWords } from "./delivery-words";
import { useAction } from "./use-action";
import type { RecipientCopyView, ReplyEmailView } from "./view-types";
import { cardWords as words } from "./words";

type Props = { copy: RecipientCopyView; email: ReplyEmailView; now: Date; actions: DeliveryActions };

const troubled = new Set(["failed", "bounced", "complained", "uncertain"]);

/** One recipient's copy in the card: what became of it, what can be done, and its history. */
export function RecipientCopy({ copy, email, now, actions }: Props) {
  return (
    <li className="grid grid-cols-1 gap-1">
      <div>
        <p>{copySentence(copy, email, now)}</p>
        <p className="truncate text-xs text-ink-3">
          {words.roles[copy.role]} {copy.email}
          {copy.role === "bcc" ? ` · ${words.bccHint}` : ""}
        </p>
      </div>
      {troubled.has(copy.badge) ? <CopyProblem problem={copy} actions={actions} now={now} /> : null}
      {copy.status === "queued" && copy.attempts > 0 ? (
        <WaitingCopy copy={copy} now={now} actions={actions} />
      ) : null}
      <CopyTimeline deliveryId={copy.deliveryId} load={actions.timeline} />
    </li>
  );
}

/** A copy that waits for another try. */
function WaitingCopy({ copy, now, actions }: Omit<Props, "email">) {
  const { pending, run } = useAction();
  const { deliveryId, attempts, nextAttemptAt, lastError } = copy;
  return (
    <div className="grid justify-items-start gap-2 rounded-md border bg-sunken p-2.5 text-xs text-ink-2">
      {nextAttemptAt ? (
        <p>{problemWords.nextTry(attempts, dayAndTime(new Date(nextAttemptAt), now))}</p>
      ) : null}
      {lastError ? (
        <details>
          <summary className="w-fit rounded-sm">{problemWords.serverSaid}</summary>
          <p className="mt-1 font-mono text-[0.6875rem] [overflow-wrap:anywhere]">{lastError}</p>
        </details>
      ) : null}
      <Button
        size="sm"
        disabled={pending}
        onClick={() => run(() => actions.cancel({ deliveryId }), { success: problemWords.cancelled })}
      >
        <Ban aria-hidden className="size-3.5" />
        {problemWords.cancel}
      </Button>
    </div>
  );
}
