"use client";
import { MailX } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { ActionResult } from "@/components/action-result";
import { suppressionWords } from "@/components/ticket/delivery-words";
import { useAction } from "@/components/ticket/use-action";
import { Button } from "@/components/ui/button";
import { dayAndTime } from "@/components/ui/format-time";
import type { Wire } from "@/components/wire";
import type { Suppression } from "@/services/email-delivery/suppressed-addresses";
import { composerWords as words } from "./words";

type Found = Record<string, Wire<Suppression>>;
export type SuppressionActions = {
  find: (input: { emails: string[] }) => Promise<ActionResult<Found>>;
  clear: (input: { email: string }) => Promise<ActionResult<void>>;
};

type Props = { recipients: string[]; actions: SuppressionActions; className?: string };

const typingPauseMs = 300;

/** Which recipients get nothing, since mail to them bounced or they called it spam, said before it is sent. */
export function SuppressionWarnings({ recipients, actions, className }: Props) {
  const [found, setFound] = useState<Found>({});
  const [attempt, setAttempt] = useState(0);
  const { pending, run } = useAction();
  const latest = useRef(actions);
  latest.current = actions;
  const key = JSON.stringify([...new Set(recipients.map((email) => email.trim().toLowerCase()))].sort());
  // biome-ignore lint/correctness/useExhaustiveDependencies: `attempt` says when to ask again.
  useEffect(() => {
    const emails: string[] = JSON.parse(key);
    if (emails.length === 0) return setFound({});
    let stale = false;
    const timer = setTimeout(async () => {
      // The portal cannot be reached: no reason to say something wrong; the card tells after sending.
      const answer = await latest.current.find({ emails }).catch(() => null);
      if (!stale && answer?.ok) setFound(answer.data);
    }, typingPauseMs);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [key, attempt]);

  const warnings = Object.entries(found).filter(([email]) => key.includes(JSON.stringify(email)));
  if (warnings.length === 0) return null;
  const now = new Date();
  return (
    <ul className={className ?? "px-3 pb-1.5"} aria-label={words.suppressedList}>
      {warnings.map(([email, { reason, detail, createdAt }]) => (
        <li
          key={email}
          className="mb-1 flex items-start gap-2 rounded-md bg-warn-soft py-1 pr-1 pl-2.5 text-xs text-warn"
        >
          <MailX aria-hidden className="mt-1 size-3.5 shrink-0" />
          <p role="status" className="min-w-0 flex-1 py-0.5 [overflow-wrap:anywhere]">
            {words.suppressed(email, suppressionWords[reason], dayAndTime(new Date(createdAt), now))}
            {detail ? <span className="mt-0.5 block text-[0.6875rem] text-ink-2">{detail}</span> : null}
          </p>
          <Button
            size="sm"
            disabled={pending}
            aria-label={words.clearAddress(email)}
            onClick={() =>
              run(() => actions.clear({ email }), {
                success: words.addressCleared,
                onDone: () => setAttempt(attempt + 1),
              })
            }
          >
            {words.clear}
          </Button>
        </li>
      ))}
    </ul>
  );
}
