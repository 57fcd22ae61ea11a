import { composerWords as words } from "./words";

/** What will stand below the reply. */
export function SignaturePreview({ html }: { html: string }) {
  return (
    <details className="mx-3 mb-2 text-xs text-ink-3">
      <summary className="w-fit rounded-sm marker:text-ink-3">{words.signature}</summary>
      <div
        className="rich-text mt-1 border-l-2 border-line-strong pl-3 text-xs text-ink-2"
        // biome-ignore lint/security/noDangerouslySetInnerHtml: sanitised by the service when it was saved.
        dangerouslySetInnerHTML={{ __html: html }}
      />
    </details>
  );
}
