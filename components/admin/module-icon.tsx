import { Inbox, type LucideIcon, Mail, Mailbox, MailOpen, Plug } from "lucide-react";

const drawn: Record<string, LucideIcon> = { "📬": MailOpen, "✉️": Mail, "📮": Mailbox, "📥": Inbox };

/** A module's emoji. The ones of the built-in modules are drawn, so that they show without an emoji font too. */
export function ModuleIcon({ icon }: { icon: string }) {
  const Icon = drawn[icon];
  const isChart = icon === "📊";
  return (
    <span className="relative inline-flex size-9 shrink-0 items-center justify-center overflow-hidden rounded-md border bg-sunken text-lg">
      <span className={isChart || Icon ? "absolute inset-0 overflow-hidden opacity-0" : undefined}>
        {icon}
      </span>
      {isChart ? <BarChart /> : Icon ? <Icon aria-hidden className="size-4.5 text-ink-2" /> : null}
      {icon ? null : <Plug aria-hidden className="size-4 text-ink-3" />}
    </span>
  );
}

function BarChart() {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true" className="size-5">
      <rect x="2" y="8" width="4" height="10" rx="1" fill="#2f9e5b" />
      <rect x="8" y="2" width="4" height="16" rx="1" fill="#d64545" />
      <rect x="14" y="5" width="4" height="13" rx="1" fill="#3b74d9" />
    </svg>
  );
}
