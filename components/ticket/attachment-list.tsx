import { FileArchive, FileImage, FileText, type LucideIcon, Paperclip } from "lucide-react";
import { fileSize } from "@/components/ui/file-size";
import type { AttachmentView } from "@/services/attachments/attachments-of-reply";
import { attachmentWords as words } from "./words";

type Props = { ticketId: number; attachments: AttachmentView[] };

/** The files of a message, to be saved; images that stand in the text are not named again. */
export function AttachmentList({ ticketId, attachments }: Props) {
  const files = attachments.filter(({ isInline }) => !isInline);
  if (files.length === 0) return null;
  return (
    <ul aria-label={words.attachments} className="mt-3 flex flex-wrap gap-1.5">
      {files.map(({ id, filename, contentType, size }) => {
        const Icon = iconOf(contentType);
        return (
          <li key={id} className="max-w-full">
            <a
              href={`/tickets/${ticketId}/attachments/${id}?download=1`}
              download={filename}
              title={filename}
              className="flex h-8 max-w-full items-center gap-2 rounded-md border border-line-strong bg-surface px-2.5 text-xs hover:bg-hover"
            >
              <Icon aria-hidden className="size-3.5 shrink-0 text-ink-3" />
              <span className="max-w-56 truncate">{filename}</span>
              <span className="shrink-0 text-ink-3 tabular-nums">{fileSize(size)}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

function iconOf(contentType: string): LucideIcon {
  if (contentType.startsWith("image/")) return FileImage;
  if (/zip|tar|compressed|7z|rar/.test(contentType)) return FileArchive;
  return /text|pdf|word|document|sheet/.test(contentType) ? FileText : Paperclip;
}
