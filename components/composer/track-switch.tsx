"use client";
import { useId } from "react";
import { Switch } from "@/components/ui/switch";
import type { TrackingPreview } from "@/services/email-delivery/preview-tracking";
import { countLinks, isEverybodyExempt, offerProblem } from "./tracking-outlook";
import { composerWords as words } from "./words";

/** What the portal's settings allow, as the composer needs to know it. */
export type TrackingOffer = TrackingPreview["offer"];

type Props = {
  /** As the page was loaded with it; the preview's is newer. */
  offer: TrackingOffer;
  consent: "unknown" | "consented" | "opted_out";
  /** Null while nothing was written. */
  preview: TrackingPreview | null;
  recipients: string[];
  /** Links that were switched off. */
  untracked: string[];
  checked: boolean;
  onChange: (checked: boolean) => void;
};

/** "Track this email", with what it will do to this mail, or why it can do nothing. */
export function TrackSwitch(props: Props) {
  const id = useId();
  const offer = props.preview?.offer ?? props.offer;
  const reason = offerProblem(offer);
  const on = props.checked && !reason;
  return (
    <div className="flex min-w-0 items-center gap-2">
      <Switch
        id={id}
        checked={on}
        onCheckedChange={props.onChange}
        disabled={reason !== null}
        aria-describedby={`${id}-plan`}
      />
      <div className="min-w-0 leading-tight">
        <label htmlFor={id} className="text-xs font-medium">
          {words.track}
        </label>
        <p id={`${id}-plan`} className="text-xs text-ink-3 [overflow-wrap:anywhere]">
          {reason ?? (on ? planned(props, offer) : words.trackOff)}
        </p>
      </div>
    </div>
  );
}

function planned({ preview, recipients, untracked, consent }: Props, offer: TrackingOffer): string {
  const needsConsent = offer.mode === "consented";
  if (!preview) {
    // Before anything is written: a plan beside it would be read as theirs.
    if (consent === "opted_out") return words.trackOptedOut;
    const plan = words.trackPlan(0, offer.opens, offer.clicks);
    return needsConsent ? `${plan} ${words.trackConsentedOnly}` : plan;
  }
  if (isEverybodyExempt(preview, recipients)) {
    return preview.shared ? words.trackShared : words.trackForNobody(needsConsent);
  }
  const plan = words.trackPlan(countLinks(preview, untracked).tracked, offer.opens, offer.clicks);
  return preview.exempt.length > 0 ? `${plan} ${words.trackNotFor(preview.exempt, needsConsent)}` : plan;
}
