"use client";
import { type DragEvent, type ReactNode, useState } from "react";
import { attachmentWords as words } from "./attachment-words";

type Props = { onFiles: (files: File[]) => void; children: ReactNode };

const bringsFiles = ({ dataTransfer }: DragEvent) => dataTransfer.types.includes("Files");

/** Takes files that are dropped anywhere on what it holds; the editor within takes those dropped into the text. */
export function AttachmentDropZone({ onFiles, children }: Props) {
  const [over, setOver] = useState(false);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way beside the button, which has a key.
    <div
      className="relative"
      onDragOver={(event) => {
        if (!bringsFiles(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Element | null)) setOver(false);
      }}
      onDrop={(event) => {
        setOver(false);
        // The editor has taken them.
        if (!bringsFiles(event) || event.isDefaultPrevented()) return;
        event.preventDefault();
        onFiles(droppedFiles(event.dataTransfer));
      }}
    >
      {children}
      {over ? (
        <div className="pointer-events-none absolute inset-0 z-10 flex items-end justify-center rounded-lg border-2 border-accent border-dashed bg-accent-soft/60 p-3">
          <p className="rounded-md bg-accent px-3 py-1.5 font-medium text-on-accent text-sm shadow-float">
            {words.dropHere}
          </p>
        </div>
      ) : null}
    </div>
  );
}

/** Without folders: a browser gives those as files that cannot be read. */
export function droppedFiles({ items, files }: DataTransfer): File[] {
  const folders = new Set(
    [...items].flatMap((item) => {
      const entry = item.webkitGetAsEntry?.();
      return entry?.isDirectory ? entry.name : [];
    }),
  );
  return [...files].filter((file) => !folders.has(file.name) || (file.size > 0 && file.type !== ""));
}
