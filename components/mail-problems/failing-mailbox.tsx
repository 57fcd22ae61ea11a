"use client";
import { MailX } from "lucide-react";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { dayAndTime } from "@/components/ui/format-time";
import { useClientNow } from "@/components/ui/use-client-now";
import type { Wire } from "@/components/wire";
import type { FailingMailbox as Failing } from "@/services/email-delivery/list-mail-problems";
import { ServerWords } from "./paused-transport";
import { mailProblemWords as words } from "./words";

/** A mailbox whose mail does not come in, since when and why. */
export function FailingMailbox({ mailbox, isAdmin }: { mailbox: Wire<Failing>; isAdmin: boolean }) {
  const now = useClientNow();
  return (
    <li className="flex flex-wrap items-start gap-x-3 gap-y-2 rounded-lg border border-bad-line bg-bad-soft p-3">
      <MailX aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
      <div className="min-w-52 flex-1">
        <p className="font-medium text-bad [overflow-wrap:anywhere]">{mailbox.label}</p>
        {now ? (
          <p className="text-ink-2">{words.mailboxSince(dayAndTime(new Date(mailbox.since), now))}</p>
        ) : null}
        {mailbox.lastError ? <ServerWords>{mailbox.lastError}</ServerWords> : null}
        {isAdmin ? null : <p className="mt-1 text-xs text-ink-2">{words.forAdmin}</p>}
      </div>
      {isAdmin ? (
        <Button asChild size="sm">
          <Link href="/admin/integration-modules">{words.openModule}</Link>
        </Button>
      ) : null}
    </li>
  );
}
