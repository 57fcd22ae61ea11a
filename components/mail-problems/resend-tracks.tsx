import { ScanEye } from "lucide-react";
import { mailProblemWords as words } from "./words";

/** Resend's own tracking is on: said until it is off. */
export function ResendTracks({ opens, clicks }: { opens: boolean; clicks: boolean }) {
  return (
    <li className="flex items-start gap-3 rounded-lg border border-bad-line bg-bad-soft p-3">
      <ScanEye aria-hidden className="mt-0.5 size-4 shrink-0 text-bad" />
      <div>
        <p className="font-medium text-bad">{words.resendTracks(opens, clicks)}</p>
        <p className="text-ink-2">{words.resendTracksText}</p>
      </div>
    </li>
  );
}
