import { classNames } from "@/components/ui/class-names";
import { AttachmentChip } from "./attachment-chip";
import { attachmentWords as words } from "./attachment-words";
import { isPartOf, type Upload, type Uploads } from "./use-uploads";

type Props = {
  uploads: Uploads;
  /** The text, which may have some of them. */
  html: string;
  /** An image of the text was removed here. */
  onImageRemoved: (contentId: string) => void;
  className?: string;
};

/** The files of the mail that is being written. Images in the text are shown there, and here while they have not arrived. */
export function AttachmentTray({ uploads, html, onImageRemoved, className }: Props) {
  const shown = uploads.uploads.filter(
    (upload) => upload.contentId === null || (upload.view === null && isPartOf(upload, html)),
  );
  function remove({ key, contentId }: Upload) {
    uploads.remove(key);
    if (contentId !== null) onImageRemoved(contentId);
  }
  return (
    <div>
      {shown.length > 0 ? (
        <ul aria-label={words.list} className={classNames("flex flex-wrap gap-1.5", className)}>
          {shown.map((upload) => (
            <AttachmentChip
              key={upload.key}
              upload={upload}
              onRetry={() => uploads.retry(upload.key)}
              onRemove={() => remove(upload)}
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
