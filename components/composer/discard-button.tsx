"use client";
import type { Editor } from "@tiptap/react";
import type { RefObject } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { composerWords as words } from "./words";

type Props = {
  /** How many the draft has. */
  files: number;
  editor: RefObject<Editor | null>;
  onDiscard: () => void;
};

/** Throws the draft away, after a question, and puts the caret into the editor: the button goes with the draft. */
export function DiscardButton({ files, editor, onDiscard }: Props) {
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
      onConfirm={() => {
        onDiscard();
        setTimeout(() => editor.current?.view.focus());
      }}
    />
  );
}
