import { classNames } from "@/components/ui/class-names";
import { AttachmentChip } from "./attachment-chip";
import { attachmentWords as words } from "./attachment-words";
import type { Uploads } from "./use-uploads";

/** The files of the mail that is being written. Images in the text are shown there, and here while they have not arrived. */
export function AttachmentTray({ uploads, className }: { uploads: Uploads; className?: string }) {
  const shown = uploads.uploads.filter(({ contentId, view }) => contentId === null || view === null);
  return (
    <div>
      {shown.length > 0 ? (
        <ul aria-label={words.list} className={classNames("flex flex-wrap gap-1.5", className)}>
          {shown.map((upload) => (
            <AttachmentChip
              key={upload.key}
              upload={upload}
              onRetry={() => uploads.retry(upload.key)}
              onRemove={() => uploads.remove(upload.key)}
            />
          ))}
        </ul>
      ) : null}
      <p role="status" className="sr-only">
        {uploads.news}
      </p>
    </div>
  );
}
