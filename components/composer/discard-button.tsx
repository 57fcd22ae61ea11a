"use client";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { composerWords as words } from "./words";

/** Throws the draft away, after a question. @param files how many it has */
export function DiscardButton({ files, onDiscard }: { files: number; onDiscard: () => void }) {
  return (
    <ConfirmDialog
      trigger={
        <Button look="ghost" size="sm" title={words.draftKept}>
          {words.discard}
        </Button>
      }
      title={words.discardTitle}
      description={words.discardText(files)}
      confirm={words.discardConfirm}
      cancel={words.discardCancel}
      onConfirm={onDiscard}
    />
  );
}
