"use client";
import { Check, Download, RotateCw } from "lucide-react";
import type { ActionResult } from "@/components/action-result";
import { useAction } from "@/components/ticket/use-action";
import { Button } from "@/components/ui/button";
import { TimeAgo } from "@/components/ui/time-ago";
import type { Wire } from "@/components/wire";
import type { ProblemInbound as Inbound } from "@/services/email-delivery/list-mail-problems";
import { mailProblemWords as words } from "./words";

type Act = (input: { inboundEmailId: number }) => Promise<ActionResult<void>>;
type Props = { email: Wire<Inbound>; now: string; retry: Act; markHandled: Act };

/** A mail that came in and could not be read: from whom, why, the mail itself, and what to do. */
export function ProblemInbound({ email, now, retry, markHandled }: Props) {
  const { pending, run } = useAction();
  const { inboundEmailId, detail, subject, receivedAt } = email;
  const title = subject || words.noSubject;
  return (
    <li className="grid grid-cols-1 gap-2 rounded-lg border p-3">
      <div className="flex flex-wrap items-baseline gap-x-2">
        <p className="min-w-0 flex-1 basis-52 truncate font-medium">{title}</p>
        <TimeAgo at={receivedAt} now={now} className="text-xs text-ink-3" />
      </div>
      <p className="text-xs text-ink-2 [overflow-wrap:anywhere]">{words.from(senderOf(email))}</p>
      {detail ? (
        <p className="rounded-md bg-bad-soft px-2.5 py-1.5 text-xs text-bad [overflow-wrap:anywhere]">
          {detail}
        </p>
      ) : null}
      <div className="flex flex-wrap gap-1.5">
        <Button
          size="sm"
          disabled={pending}
          onClick={() => run(() => retry({ inboundEmailId }), { success: words.retriedInbound })}
        >
          <RotateCw aria-hidden className="size-3.5" />
          {words.retryInbound}
        </Button>
        <Button asChild size="sm">
          <RawMailLink inboundEmailId={inboundEmailId} title={title} />
        </Button>
        <Button
          size="sm"
          look="ghost"
          disabled={pending}
          onClick={() => run(() => markHandled({ inboundEmailId }), { success: words.handled })}
        >
          <Check aria-hidden className="size-3.5" />
          {words.markHandled}
        </Button>
      </div>
    </li>
  );
}

export function senderOf({
  fromName,
  fromEmail,
}: {
  fromName: string | null;
  fromEmail: string | null;
}): string {
  if (!fromEmail) return fromName ?? words.unknownSender;
  return fromName ? `${fromName} <${fromEmail}>` : fromEmail;
}

type LinkProps = { inboundEmailId: number; title: string; className?: string };

export function RawMailLink({ inboundEmailId, title, className }: LinkProps) {
  return (
    <a
      href={`/mail-problems/inbound/${inboundEmailId}/raw`}
      download
      aria-label={words.downloadOf(title)}
      className={className}
    >
      <Download aria-hidden className="size-3.5" />
      {words.download}
    </a>
  );
}
