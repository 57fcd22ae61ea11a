"use client";
import { useId } from "react";
import { Switch } from "@/components/ui/switch";
import { composerWords as words } from "./words";

/** What the portal's settings allow, as the composer needs to know it. */
export type TrackingOffer = {
  enabled: boolean;
  opens: boolean;
  clicks: boolean;
  mode: "all" | "consented" | "off";
};

type Props = {
  offer: TrackingOffer;
  consent: "unknown" | "consented" | "opted_out";
  links: number;
  checked: boolean;
  onChange: (checked: boolean) => void;
};

function unavailable(offer: TrackingOffer): string | null {
  if (!offer.enabled) return words.trackModuleOff;
  if (offer.mode === "off") return words.trackNobody;
  if (!offer.opens && !offer.clicks) return words.trackNothing;
  return null;
}

/** "Track this email", with what it will do to this mail, or why it can do nothing. */
export function TrackSwitch({ offer, consent, links, checked, onChange }: Props) {
  const id = useId();
  const reason = unavailable(offer);
  const on = checked && !reason;
  const plan = on ? words.trackPlan(links, offer.opens, offer.clicks) : words.trackOff;
  const consentNote = !on
    ? ""
    : consent === "opted_out"
      ? words.trackOptedOut
      : offer.mode === "consented"
        ? words.trackConsentedOnly
        : "";
  return (
    <div className="flex min-w-0 items-center gap-2">
      <Switch
        id={id}
        checked={on}
        onCheckedChange={onChange}
        disabled={reason !== null}
        aria-describedby={`${id}-plan`}
      />
      <div className="min-w-0 leading-tight">
        <label htmlFor={id} className="text-xs font-medium">
          {words.track}
        </label>
        <p id={`${id}-plan`} className="text-xs text-ink-3">
          {reason ?? [plan, consentNote].filter(Boolean).join(" ")}
        </p>
      </div>
    </div>
  );
}
