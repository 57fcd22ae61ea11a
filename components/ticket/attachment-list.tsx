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
        const isShown = rasterTypes.has(contentType);
        return (
          <li key={id} className="max-w-full">
            <a
              href={`/tickets/${ticketId}/attachments/${id}?download=1`}
              download={filename}
              title={filename}
              className="flex h-9 max-w-full items-center gap-2 rounded-md border border-line-strong bg-surface px-2.5 text-xs hover:bg-hover"
            >
              {isShown ? (
                // biome-ignore lint/performance/noImgElement: a private file of any size, which no image service may keep.
                <img
                  src={`/tickets/${ticketId}/attachments/${id}`}
                  alt=""
                  loading="lazy"
                  className="-ml-1 size-7 shrink-0 rounded-sm border object-cover"
                />
              ) : (
                <Icon aria-hidden className="size-3.5 shrink-0 text-ink-3" />
              )}
              <span className="max-w-56 truncate">{filename}</span>
              <span className="shrink-0 text-ink-3 tabular-nums">{fileSize(size)}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

/** Those that the portal shows; a small picture of one stands for it. */
const rasterTypes = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

function iconOf(contentType: string): LucideIcon {
  if (contentType.startsWith("image/")) return FileImage;
  if (/zip|tar|compressed|7z|rar/.test(contentType)) return FileArchive;
  return /text|pdf|word|document|sheet/.test(contentType) ? FileText : Paperclip;
}
