"use client";
import { ChevronRight, Link2 } from "lucide-react";
import { Collapsible } from "radix-ui";
import { type ReactNode, useState } from "react";
import { Button } from "@/components/ui/button";
import type { PreviewedLink, TrackingPreview } from "@/services/email-delivery/preview-tracking";
import { LinkRow } from "./link-row";
import { countLinks, isEverybodyExempt } from "./tracking-outlook";
import { linkWords as words } from "./words";

type Props = {
  preview: TrackingPreview | null;
  failed: boolean;
  retry: () => void;
  /** Whether the agent wants the mail to be tracked. */
  track: boolean;
  recipients: string[];
  /** Addresses of the links that the agent switched off. */
  untracked: string[];
  onChange: (untracked: string[]) => void;
};

/** The links of the mail before it is sent: which will be tracked, which not and why, and a switch for each that may be. */
export function LinkInspector({ preview, failed, retry, track, recipients, untracked, onChange }: Props) {
  const [folded, setFolded] = useState<boolean | null>(null);
  if (failed) {
    return (
      <Frame>
        <p role="status" className="text-ink-2">
          {words.failed}
        </p>
        <Button look="ghost" size="sm" onClick={retry}>
          {words.retry}
        </Button>
      </Frame>
    );
  }
  if (!preview) return null;
  const { links, otherLinks } = preview;
  const count = links.length + otherLinks.length;
  if (count === 0) return null;

  const why = noneBecause(preview, track, recipients);
  if (why) {
    return (
      <Frame>
        <Link2 aria-hidden className="size-3.5 shrink-0 text-ink-3" />
        <p role="status" className="text-ink-2">
          {words.noneTracked(count, why)}
        </p>
      </Frame>
    );
  }
  const { tracked, untracked: left } = countLinks(preview, untracked);
  // An address is switched wherever the mail has it: in the reply, the signature and what is quoted.
  const switchOf = ({ url }: PreviewedLink) => ({
    checked: !untracked.includes(url),
    onChange: (on: boolean) =>
      onChange(on ? untracked.filter((known) => known !== url) : [...untracked, url]),
  });
  // What the agent wrote is shown at once; what every mail of theirs has, such as the signature's link, on demand.
  const open = folded === null ? links.length > 0 : !folded;
  return (
    <Collapsible.Root open={open} onOpenChange={(next) => setFolded(!next)} className="border-t text-xs">
      <Collapsible.Trigger className="group flex w-full items-center gap-1.5 px-3 py-2 text-left hover:bg-hover">
        <ChevronRight
          aria-hidden
          className="size-3.5 shrink-0 text-ink-3 transition-transform group-data-[state=open]:rotate-90"
        />
        <span className="font-medium">{words.title}</span>
        <span className="text-ink-3">{words.summary(tracked, left)}</span>
      </Collapsible.Trigger>
      <p role="status" className="sr-only">
        {words.title}: {words.summary(tracked, left)}
      </p>
      <Collapsible.Content>
        <section
          aria-label={words.title}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
          tabIndex={0}
          className="max-h-[22dvh] overflow-y-auto pb-1.5"
        >
          <ul>
            {links.map((link) => (
              <LinkRow key={`${link.reason} ${link.url}`} link={link} {...switchOf(link)} />
            ))}
          </ul>
          {otherLinks.length > 0 ? (
            <>
              <p className="px-3 pt-1.5 pb-0.5 text-ink-3">{words.others}</p>
              <ul>
                {otherLinks.map((link) => (
                  <LinkRow key={`${link.reason} ${link.url}`} link={link} {...switchOf(link)} />
                ))}
              </ul>
            </>
          ) : null}
        </section>
      </Collapsible.Content>
    </Collapsible.Root>
  );
}

function Frame({ children }: { children: ReactNode }) {
  return <div className="flex min-h-8 items-center gap-1.5 border-t px-3 py-1.5 text-xs">{children}</div>;
}

function noneBecause(preview: TrackingPreview, track: boolean, recipients: string[]): string | null {
  const { offer } = preview;
  if (!offer.enabled) return words.whyNone.module;
  if (offer.mode === "off") return words.whyNone.nobody;
  if (!offer.clicks) return words.whyNone.clicks;
  if (!track) return words.whyNone.reply;
  return isEverybodyExempt(preview, recipients) ? words.whyNone.recipients : null;
}
