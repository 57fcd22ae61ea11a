"use client";
import { Check, MailX, Pencil, RotateCw, TriangleAlert } from "lucide-react";
import { useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { dayAndTime } from "@/components/ui/format-time";
import type { Wire } from "@/components/wire";
import type { Suppression } from "@/services/email-delivery/suppressed-addresses";
import type { DeliveryActions } from "./delivery-actions";
import {
  type FailureWords,
  failureWords,
  suppressionWords,
  uncertainWords,
  unknownFailure,
  problemWords as words,
} from "./delivery-words";
import { EditAddress } from "./edit-address";
import { useAction } from "./use-action";
import type { DeliveryFailure, DeliveryStatus } from "./view-types";

/** What is known of a copy that did not arrive, or may not have. */
export type ProblemView = {
  deliveryId: number;
  email: string;
  status: DeliveryStatus;
  failure: DeliveryFailure | null;
  lastError: string | null;
  suppressed: Wire<Suppression> | null;
  problemHandledAt: string | null;
};

type Props = {
  problem: ProblemView;
  actions: DeliveryActions;
  /** Null while the server draws it: the reader's clock is not known there. */
  now: Date | null;
};

/** Why, in plain words and in the server's, and what can be done about it here and now. */
export function CopyProblem({ problem, actions, now }: Props) {
  const [editing, setEditing] = useState(false);
  const editButton = useRef<HTMLButtonElement>(null);
  const { pending, run } = useAction();
  const { deliveryId, email, status, suppressed, lastError } = problem;
  const uncertain = status === "uncertain";
  const complained = status === "complained";
  const { reason, advice } = wordsOf(problem);

  if (editing) {
    return (
      <EditAddress
        email={email}
        pending={pending}
        onCancel={() => {
          setEditing(false);
          // The button, which was not there meanwhile.
          requestAnimationFrame(() => editButton.current?.focus());
        }}
        onSend={(address) =>
          run(() => actions.retry({ deliveryId, email: address }), {
            success: words.retried,
            onDone: () => setEditing(false),
          })
        }
      />
    );
  }
  return (
    <div
      className={classNames(
        "grid gap-2 rounded-md p-2.5 text-xs",
        uncertain ? "bg-warn-soft text-warn" : "bg-bad-soft text-bad",
      )}
    >
      <div className="flex gap-1.5">
        <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
        <div className="grid min-w-0 gap-0.5">
          <p className="font-medium">{reason}</p>
          <p className="text-ink-2">{advice}</p>
          {suppressed && now ? (
            <p className="text-ink-2 [overflow-wrap:anywhere]">
              {words.suppressed(
                email,
                suppressionWords[suppressed.reason],
                dayAndTime(new Date(suppressed.createdAt), now),
              )}
            </p>
          ) : null}
          {lastError ? (
            <details className="mt-0.5 text-ink-2">
              <summary className="w-fit rounded-sm">{words.serverSaid}</summary>
              <p className="mt-1 font-mono text-[0.6875rem] [overflow-wrap:anywhere]">{lastError}</p>
            </details>
          ) : null}
        </div>
      </div>
      <div className="flex flex-wrap items-center gap-1.5">
        {complained ? null : (
          <Button
            size="sm"
            disabled={pending}
            onClick={() =>
              run(() => actions.retry({ deliveryId, ...(suppressed ? { clear: email } : {}) }), {
                success: words.retried,
              })
            }
          >
            <RotateCw aria-hidden className="size-3.5" />
            {suppressed ? words.clearAndRetry : uncertain ? words.sendAgain : words.retry}
          </Button>
        )}
        {complained ? null : (
          <Button ref={editButton} size="sm" disabled={pending} onClick={() => setEditing(true)}>
            <Pencil aria-hidden className="size-3.5" />
            {words.editAddress}
          </Button>
        )}
        {complained && suppressed ? (
          <Button
            size="sm"
            disabled={pending}
            onClick={() => run(() => actions.clear({ email }), { success: words.cleared })}
          >
            <MailX aria-hidden className="size-3.5" />
            {words.clear}
          </Button>
        ) : null}
        {problem.problemHandledAt && now ? (
          <span className="text-ink-2">
            {words.isHandled(dayAndTime(new Date(problem.problemHandledAt), now))}
          </span>
        ) : (
          <Button
            size="sm"
            look="ghost"
            disabled={pending}
            onClick={() => run(() => actions.markHandled({ deliveryId }), { success: words.handled })}
          >
            <Check aria-hidden className="size-3.5" />
            {words.markHandled}
          </Button>
        )}
      </div>
    </div>
  );
}

function wordsOf({ status, failure }: ProblemView): FailureWords {
  if (status === "uncertain") return uncertainWords;
  if (status === "complained") return failureWords.complained;
  if (failure) return failureWords[failure];
  return status === "bounced" ? failureWords.bounced_hard : unknownFailure;
}
