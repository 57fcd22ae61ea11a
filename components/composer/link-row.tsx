"use client";
import { Ban, MousePointerClick } from "lucide-react";
import { useId } from "react";
import { Switch } from "@/components/ui/switch";
import type { PreviewedLink } from "@/services/email-delivery/preview-tracking";
import { linkWords as words } from "./words";

type Props = {
  link: PreviewedLink;
  checked?: boolean;
  /** Left out: this link is not the agent's to switch. */
  onChange?: (checked: boolean) => void;
};

/** One link with what becomes of it. What the rule leaves alone has no switch: an agent can only leave more alone. */
export function LinkRow({ link, checked = true, onChange }: Props) {
  const id = useId();
  const tracked = link.reason === null && checked;
  const Icon = tracked ? MousePointerClick : Ban;
  const verdict = link.reason
    ? words.notTracked(words.reasons[link.reason])
    : checked
      ? words.tracked
      : words.switchedOff;
  const address = link.url.replace(/^https?:\/\//i, "");
  // A bare address in the text is its own label.
  const name = link.label === link.url ? address : link.label || address;
  return (
    <li className="flex items-center gap-2 px-3 py-1">
      <Icon aria-hidden className={`size-3.5 shrink-0 ${tracked ? "text-accent-text" : "text-ink-3"}`} />
      <div className="min-w-0 flex-1 leading-snug">
        <p className="flex gap-1.5" title={link.url}>
          <span className="max-w-[60%] shrink-0 truncate font-medium">{name}</span>
          {link.count > 1 ? <span className="text-ink-3">{words.times(link.count)}</span> : null}
          {name === address ? null : <span className="truncate text-ink-3">{address}</span>}
        </p>
        <p id={`${id}-verdict`} className="text-ink-2">
          {verdict}
        </p>
      </div>
      {onChange && link.reason === null ? (
        <Switch
          checked={checked}
          onCheckedChange={onChange}
          aria-label={words.trackLink(name)}
          aria-describedby={`${id}-verdict`}
        />
      ) : null}
    </li>
  );
}
