import type { Metadata } from "next";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { NotFoundError } from "@/services/errors";
import { viewContactData } from "@/services/privacy/redeem-data-request";
import { PreferencesFrame } from "../../../preferences-frame";
import { dataWords, viewWords as words } from "../../../words";

export const metadata: Metadata = {
  title: dataWords.title,
  referrer: "no-referrer",
  robots: { index: false, follow: false },
};

/** The file has all; a page that long would help nobody. */
const shownEvents = 50;

type Props = { params: Promise<{ key: string }> };
type Data = Awaited<ReturnType<typeof viewContactData>>;

/** What is held about a recipient, to whom used the link in the mail, for some minutes. */
export default async function ViewDataPage({ params }: Props) {
  const { key } = await params;
  const data = await dataOf(key);
  if (!data) return <PreferencesFrame heading={dataWords.usedTitle} text={words.over} />;
  return (
    <PreferencesFrame heading={words.heading} text={words.about(data.contact.email)}>
      <p className="text-center">
        <Button asChild look="primary" className="h-10 px-4">
          <a href={`/email-preferences/data/view/${key}/download`} download>
            {words.download}
          </a>
        </Button>
      </p>
      <Section title={words.you}>
        <Facts
          facts={[
            [words.email, data.contact.email],
            [words.name, data.contact.name ?? words.none],
            [words.since, at(data.contact.created_at)],
            [words.consent, words.consents[data.contact.tracking_consent]],
            [words.consentFrom, consentFrom(data.contact)],
          ]}
        />
      </Section>
      <Section title={words.emails(data.emails.length)}>
        {data.emails.map((email, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes.
          <Email key={index} {...email} />
        ))}
      </Section>
      <Section title={words.conversations(data.tickets.length)}>
        <ul className="grid gap-1">
          {data.tickets.map((ticket) => (
            <li key={ticket.id}>
              #{ticket.id} {ticket.subject}{" "}
              <span className="text-ink-2">({words.messages(ticket.replies.length)})</span>
            </li>
          ))}
        </ul>
        {data.tickets.length > 0 ? <p className="text-ink-2">{words.texts}</p> : null}
      </Section>
    </PreferencesFrame>
  );
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="grid gap-3 rounded-lg border border-line-strong bg-surface p-5 text-base wrap-anywhere">
      <h2 className="font-semibold">{title}</h2>
      {children}
    </section>
  );
}

function Facts({ facts }: { facts: [string, string][] }) {
  return (
    <dl className="grid gap-x-4 gap-y-1 sm:grid-cols-[10rem_1fr]">
      {facts.map(([term, fact]) => (
        <div key={term} className="contents">
          <dt className="text-ink-2">{term}</dt>
          <dd>{fact}</dd>
        </div>
      ))}
    </dl>
  );
}

function Email({ subject, sent_at, shares_tracking_id, tracking_events, ...email }: Data["emails"][number]) {
  return (
    <div className="grid gap-1 border-t pt-3">
      <h3 className="font-medium">{subject}</h3>
      <p className="text-ink-2">{sent_at ? words.sent(at(sent_at)) : words.notSent}</p>
      <p className="text-ink-2">
        {email.tracking_id ? words.counts(email.open_count, email.click_count) : words.untracked}
      </p>
      {shares_tracking_id ? <p className="text-ink-2">{words.shared}</p> : null}
      {tracking_events.length > 0 ? (
        <ul className="grid gap-1 border-l-2 pl-3 text-sm">
          {tracking_events.slice(-shownEvents).map((event, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the list never changes.
            <li key={index}>
              {at(event.occurred_at)}: {event.type === "open" ? words.opened : words.clicked(event.url)}
              <span className="block text-ink-2">
                {[
                  words.takenFor[event.taken_for],
                  ...[event.client, event.os, event.device, event.country, event.ip_address],
                ]
                  .filter(Boolean)
                  .join(" · ")}
              </span>
            </li>
          ))}
          {tracking_events.length > shownEvents ? (
            <li className="text-ink-2">{words.more(tracking_events.length - shownEvents)}</li>
          ) : null}
        </ul>
      ) : null}
    </div>
  );
}

function consentFrom({ consent_source, consent_at }: Data["contact"]): string {
  if (!consent_at) return words.none;
  return [consent_source, at(consent_at)].filter(Boolean).join(", ");
}

const timeFormat = new Intl.DateTimeFormat("en-GB", {
  dateStyle: "medium",
  timeStyle: "short",
  timeZone: "UTC",
});
function at(iso: string): string {
  return `${timeFormat.format(new Date(iso))} UTC`;
}

async function dataOf(key: string): Promise<Data | null> {
  try {
    return await viewContactData(key);
  } catch (error) {
    if (error instanceof NotFoundError) return null;
    throw error;
  }
}
