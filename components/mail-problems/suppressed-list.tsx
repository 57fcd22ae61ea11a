"use client";
import Link from "next/link";
import type { ActionResult } from "@/components/action-result";
import { useAction } from "@/components/ticket/use-action";
import { Button } from "@/components/ui/button";
import { TimeAgo } from "@/components/ui/time-ago";
import type { Wire } from "@/components/wire";
import type { SuppressedAddress } from "@/services/email-delivery/list-suppressed-addresses";
import { mailProblemWords as words } from "./words";

type Props = {
  addresses: Wire<SuppressedAddress>[];
  now: string;
  clear: (input: { email: string }) => Promise<ActionResult<void>>;
};

/** The addresses that get no mail, with the reason and the way out. */
export function SuppressedList({ addresses, now, clear }: Props) {
  const { pending, run } = useAction();
  return (
    <ul className="divide-y rounded-lg border">
      {addresses.map(({ email, reason, detail, createdAt, ticketId }) => (
        <li key={email} className="flex items-center gap-3 px-3 py-2">
          <div className="min-w-0 flex-1">
            <p className="[overflow-wrap:anywhere]">{email}</p>
            <p className="text-xs text-ink-3 [overflow-wrap:anywhere]">
              {words.reasons[reason]} <TimeAgo at={createdAt} now={now} />
              {ticketId ? (
                <>
                  {" · "}
                  <Link href={`/tickets/${ticketId}`} className="underline underline-offset-2 hover:text-ink">
                    #{ticketId}
                  </Link>
                </>
              ) : null}
              {detail ? ` · ${detail}` : ""}
            </p>
          </div>
          <Button
            size="sm"
            disabled={pending}
            aria-label={words.clearOf(email)}
            onClick={() => run(() => clear({ email }), { success: words.cleared })}
          >
            {words.clear}
          </Button>
        </li>
      ))}
    </ul>
  );
}
