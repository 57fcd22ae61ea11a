"use client";
import type { WithdrawReply } from "@/components/ticket/delivery-actions";
import { useNotify } from "@/components/ui/toaster";
import { useWithdraw } from "./use-withdraw";
import { composerWords as words } from "./words";

/** Tells in a toast how long a reply can be taken back, and takes it back. The toast outlives the page. */
export function useOfferUndo(withdraw: WithdrawReply) {
  const notify = useNotify();
  const { takeBack } = useWithdraw(withdraw);
  return (replyId: number, heldForMs: number) =>
    notify.countdown({
      until: new Date(Date.now() + heldForMs),
      text: words.sentIn,
      done: words.sent,
      undo: words.undo,
      undoHint: words.undoHint,
      onUndo: () => takeBack(replyId),
    });
}
