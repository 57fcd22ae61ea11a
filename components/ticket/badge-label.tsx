import {
  Check,
  CircleAlert,
  CircleHelp,
  CircleSlash,
  Clock3,
  Loader,
  type LucideIcon,
  Mail,
  MailCheck,
  OctagonAlert,
  Undo2,
} from "lucide-react";
import { classNames } from "@/components/ui/class-names";
import { Glyph } from "@/components/ui/glyph";
import type { BadgeState } from "./view-types";
import { badgeWords } from "./words";

type Look = { icon: LucideIcon; sign?: string; tone: string };

const quiet = "border-line-strong bg-sunken text-ink-2";
const bad = "border-bad-line bg-bad-soft text-bad";
const looks: Record<BadgeState, Look> = {
  queued: { icon: Clock3, tone: quiet },
  sending: { icon: Loader, tone: quiet },
  sent: { icon: Mail, sign: "📧", tone: quiet },
  delivered: { icon: MailCheck, tone: "border-line-strong bg-sunken text-good" },
  read: { icon: Check, sign: "✓", tone: "border-good-line bg-good-soft text-good" },
  failed: { icon: CircleAlert, tone: bad },
  bounced: { icon: Undo2, tone: bad },
  complained: { icon: OctagonAlert, tone: bad },
  uncertain: { icon: CircleHelp, tone: "border-warn-line bg-warn-soft text-warn" },
  cancelled: { icon: CircleSlash, tone: quiet },
};

export const badgeShape =
  "inline-flex h-[1.375rem] shrink-0 items-center gap-1 whitespace-nowrap rounded-full border px-2 text-xs font-medium";

export function badgeClasses(state: BadgeState, className?: string): string {
  return classNames(badgeShape, looks[state].tone, className);
}

/** The sign and word of a badge: exactly "✓ Read", "📧 Sent", … */
export function BadgeLabel({ state }: { state: BadgeState }) {
  const { icon: Icon, sign } = looks[state];
  return (
    <>
      {sign ? <Glyph sign={sign} icon={Icon} /> : <Icon aria-hidden className="size-3.5" />}
      {sign ? ` ${badgeWords[state]}` : badgeWords[state]}
    </>
  );
}
