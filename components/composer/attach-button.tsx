"use client";
import { Paperclip } from "lucide-react";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import { Tooltip } from "@/components/ui/tooltip";
import { attachmentWords as words } from "./attachment-words";

/** Asks the person for files. */
export function AttachButton({ onFiles }: { onFiles: (files: File[]) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Tooltip label={words.attach}>
        <Button look="ghost" size="icon" aria-label={words.attach} onClick={() => input.current?.click()}>
          <Paperclip aria-hidden className="size-4" />
        </Button>
      </Tooltip>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          // The same file again is a change, too.
          event.target.value = "";
        }}
      />
    </>
  );
}
