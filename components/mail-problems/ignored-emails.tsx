import { TimeAgo } from "@/components/ui/time-ago";
import type { IgnoredEmail } from "@/services/inbound-email/list-ignored-emails";
import { type AcceptEmail, AcceptEmailButton } from "./accept-email";
import { RawMailLink } from "./problem-inbound";
import { mailProblemWords as words } from "./words";

type Props = { emails: IgnoredEmail[]; days: number; now: string; accept: AcceptEmail };

const smallAction =
  "inline-flex h-6 items-center gap-1 rounded-sm px-1 text-ink-2 hover:bg-hover hover:text-ink";

/** Mail that became no message on purpose, folded: nothing to do, but nothing is lost without a word either. */
export function IgnoredEmails({ emails, days, now, accept }: Props) {
  return (
    <details>
      <summary className="w-fit rounded-sm text-ink-2">{words.ignored(days, emails.length)}</summary>
      <p className="mt-1 text-xs text-ink-3">{words.ignoredText}</p>
      <ul className="mt-2 divide-y rounded-lg border">
        {emails.map((email) => {
          const title = email.subject || words.noSubject;
          return (
            <li key={email.inboundEmailId} className="grid gap-0.5 px-3 py-2">
              <div className="flex items-baseline gap-2">
                <p className="min-w-0 flex-1 truncate">
                  {title}{" "}
                  <span className="text-xs text-ink-3">
                    {email.fromName ?? email.fromEmail ?? words.unknownSender}
                  </span>
                </p>
                <TimeAgo at={email.receivedAt.toISOString()} now={now} className="text-xs text-ink-3" />
              </div>
              <p className="flex flex-wrap items-center justify-between gap-x-3 text-xs text-ink-2">
                <span className="min-w-0 [overflow-wrap:anywhere]">{email.detail}</span>
                <span className="flex flex-wrap gap-x-2">
                  <AcceptEmailButton
                    inboundEmailId={email.inboundEmailId}
                    title={title}
                    accept={accept}
                    className={smallAction}
                  />
                  <RawMailLink inboundEmailId={email.inboundEmailId} title={title} className={smallAction} />
                </span>
              </p>
            </li>
          );
        })}
      </ul>
    </details>
  );
}
