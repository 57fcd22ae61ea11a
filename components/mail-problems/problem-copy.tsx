"use client";
import Link from "next/link";
import { BadgeLabel, badgeClasses } from "@/components/ticket/badge-label";
import { CopyProblem } from "@/components/ticket/copy-problem";
import type { DeliveryActions } from "@/components/ticket/delivery-actions";
import type { BadgeState } from "@/components/ticket/view-types";
import { TimeAgo } from "@/components/ui/time-ago";
import { useClientNow } from "@/components/ui/use-client-now";
import type { Wire } from "@/components/wire";
import type { ProblemCopy as Copy } from "@/services/email-delivery/list-mail-problems";
import type { Suppression } from "@/services/email-delivery/suppressed-addresses";
import { mailProblemWords as words } from "./words";

type Props = {
  copy: Wire<Copy>;
  suppressed: Wire<Suppression> | null;
  now: string;
  actions: DeliveryActions;
};

/** A copy that did not arrive: whose, of which ticket, why, and what to do. */
export function ProblemCopy({ copy, suppressed, now, actions }: Props) {
  const clientNow = useClientNow();
  const { ticketId, ticketReplyId, subject, email, name, kind, createdAt } = copy;
  return (
    <li className="grid grid-cols-1 gap-2 rounded-lg border p-3">
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className={badgeClasses(copy.status as BadgeState)}>
          <BadgeLabel state={copy.status as BadgeState} />
        </span>
        <p className="order-last min-w-0 basis-full truncate sm:order-none sm:flex-1 sm:basis-0">
          {ticketId ? (
            <Link
              href={`/tickets/${ticketId}${ticketReplyId ? `#reply-${ticketReplyId}` : ""}`}
              className="font-medium hover:underline"
            >
              {subject} <span className="font-normal text-ink-3">#{ticketId}</span>
            </Link>
          ) : (
            <span className="font-medium">{subject}</span>
          )}
        </p>
        <TimeAgo at={createdAt} now={now} className="ml-auto text-xs text-ink-3" />
      </div>
      <p className="text-xs text-ink-2 [overflow-wrap:anywhere]">
        {words.kinds[kind]} {words.to(name ? `${name} <${email}>` : email)}
      </p>
      <CopyProblem
        problem={{ ...copy, suppressed, problemHandledAt: null }}
        actions={actions}
        now={clientNow}
      />
    </li>
  );
}
