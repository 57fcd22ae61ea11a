"use client";
import { CirclePause } from "lucide-react";
import Link from "next/link";
import type { ActionResult } from "@/components/action-result";
import { useAction } from "@/components/ticket/use-action";
import { Button } from "@/components/ui/button";
import { dayAndTime } from "@/components/ui/format-time";
import { useClientNow } from "@/components/ui/use-client-now";
import type { Wire } from "@/components/wire";
import type { PausedTransport as Paused } from "@/services/email-delivery/list-mail-problems";
import { mailProblemWords as words } from "./words";

type Props = {
  transport: Wire<Paused>;
  isAdmin: boolean;
  resume: (input: { name: Paused["name"] }) => Promise<ActionResult<void>>;
};

/** What stopped a transport, since when and until when, and where an admin can mend it and go on. */
export function PausedTransport({ transport, isAdmin, resume }: Props) {
  const { pending, run } = useAction();
  const now = useClientNow();
  const { name, kind, detail, since, until } = transport;
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-2 rounded-lg border border-bad-line bg-bad-soft p-3">
      <CirclePause aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
      <div className="min-w-52 flex-1">
        <p className="font-medium text-bad">
          {words.transports[name]} {words.pauseKinds[kind]}
        </p>
        {now ? (
          <p className="text-ink-2">
            {words.pausedSince(
              since ? dayAndTime(new Date(since), now) : null,
              dayAndTime(new Date(until), now),
            )}
          </p>
        ) : null}
        {detail ? <ServerWords>{detail}</ServerWords> : null}
        {isAdmin ? null : <p className="mt-1 text-xs text-ink-2">{words.forAdmin}</p>}
      </div>
      {isAdmin ? (
        <div className="flex flex-wrap gap-1.5">
          <Button
            size="sm"
            disabled={pending}
            onClick={() => run(() => resume({ name }), { success: words.resumed })}
          >
            {words.resume}
          </Button>
          <Button asChild size="sm">
            <Link href="/admin/integration-modules">{words.openModule}</Link>
          </Button>
        </div>
      ) : null}
    </li>
  );
}

/** What a server said, word by word, folded. */
export function ServerWords({ children }: { children: string }) {
  return (
    <details className="mt-1 text-xs text-ink-2">
      <summary className="w-fit rounded-sm">{words.serverSaid}</summary>
      <p className="mt-1 font-mono text-[0.6875rem] [overflow-wrap:anywhere]">{children}</p>
    </details>
  );
}
