import { FileImage, Paperclip, RotateCw, TriangleAlert, X } from "lucide-react";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { fileSize } from "@/components/ui/file-size";
import { attachmentWords as words } from "./attachment-words";
import type { Upload } from "./use-uploads";

type Props = { upload: Upload; onRetry: () => void; onRemove: () => void };

/** One file of the mail: its name and size, how far it has come, or why it did not. */
export function AttachmentChip({ upload, onRetry, onRemove }: Props) {
  const { name, size, problem, view } = upload;
  const percent = Math.round(upload.progress * 100);
  const Icon = problem ? TriangleAlert : upload.type.startsWith("image/") ? FileImage : Paperclip;
  return (
    <li
      className={classNames(
        "relative max-w-full overflow-hidden rounded-md border bg-surface text-xs",
        problem ? "w-full border-bad-line bg-bad-soft" : "border-line-strong",
      )}
    >
      <div className="flex min-h-8 items-center gap-2 py-1 pr-1 pl-2.5">
        <Icon aria-hidden className={classNames("size-3.5 shrink-0", problem ? "text-bad" : "text-ink-3")} />
        <div className="min-w-0 flex-1">
          <p className="flex gap-2">
            <span className="max-w-56 truncate" title={name}>
              {name}
            </span>
            <span className="shrink-0 text-ink-3 tabular-nums">{fileSize(size)}</span>
          </p>
          {problem ? <p className="text-bad">{problem}</p> : null}
        </div>
        {problem ? (
          <Button look="ghost" size="sm" className="h-6" aria-label={words.retryFile(name)} onClick={onRetry}>
            <RotateCw aria-hidden className="size-3" />
            {words.retry}
          </Button>
        ) : null}
        <Button
          look="ghost"
          size="icon-sm"
          className="size-6"
          aria-label={words.remove(name)}
          onClick={onRemove}
        >
          <X aria-hidden className="size-3" />
        </Button>
      </div>
      {view || problem ? null : (
        <div
          role="progressbar"
          aria-label={words.uploading(name, percent)}
          aria-valuenow={percent}
          className="absolute inset-x-0 bottom-0 h-0.5 bg-line"
        >
          <div className="h-full bg-accent transition-[width]" style={{ width: `${percent}%` }} />
        </div>
      )}
    </li>
  );
}
