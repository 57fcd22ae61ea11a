import { ShieldCheck, ShieldOff, ShieldQuestion } from "lucide-react";
import { contactWords as words } from "./contact-words";

const icons = { unknown: ShieldQuestion, consented: ShieldCheck, opted_out: ShieldOff };

/** What a contact decided about tracking, by icon and word. */
export function ConsentMark({ consent }: { consent: keyof typeof icons }) {
  const Icon = icons[consent];
  return (
    <span className="flex items-center gap-1.5 whitespace-nowrap text-ink-2">
      <Icon aria-hidden className="size-4 shrink-0 text-ink-3" />
      {words.consents[consent]}
    </span>
  );
}
