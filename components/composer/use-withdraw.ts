"use client";
import { useRouter } from "next/navigation";
import { useTransition } from "react";
import { answerOf } from "@/components/answer-of";
import type { WithdrawReply } from "@/components/ticket/delivery-actions";
import { heldWords as words } from "@/components/ticket/delivery-words";
import type { TicketStatus } from "@/components/ticket/view-types";
import { useNotify } from "@/components/ui/toaster";
import { giveBackDraft } from "./draft";

/** By reply: what its ticket was before "Send and close", so that taking it back opens the ticket again. */
const statusBefore = new Map<number, TicketStatus>();

/** Remembers a ticket's status for the case that the reply is taken back. */
export function rememberStatus(replyId: number, status: TicketStatus) {
  statusBefore.set(replyId, status);
}

/** Takes a reply back and puts it into its ticket's composer, wherever in the portal the agent is. */
export function useWithdraw(withdraw: WithdrawReply) {
  const [pending, startTransition] = useTransition();
  const notify = useNotify();
  const router = useRouter();

  function takeBack(replyId: number) {
    const status = statusBefore.get(replyId);
    startTransition(async () => {
      const result = await answerOf(withdraw({ replyId, ...(status ? { status } : {}) }));
      if (!result.ok) return notify.error(result.error.message);
      const { ticketId, ticketRemoved, subject, ...reply } = result.data;
      if (ticketRemoved) {
        giveBackDraft(null, { internal: false, subject, ...reply });
        router.push("/tickets/new");
      } else {
        giveBackDraft(ticketId, { internal: false, ...reply });
        const page = `/tickets/${ticketId}`;
        if (window.location.pathname !== page) router.push(page);
      }
      notify.success(words.takenBack);
    });
  }
  return { pending, takeBack };
}
