"use client";
import { Bot, Eye, Link2 } from "lucide-react";
import type { ReactNode } from "react";
import { dayAndTime } from "@/components/ui/format-time";
import { Skeleton } from "@/components/ui/skeleton";
import { BadgeLabel, badgeClasses } from "./badge-label";
import type { DeliveryActions } from "./delivery-actions";
import { storySentences } from "./delivery-story";
import { HeldReply } from "./held-reply";
import { machineLabel } from "./machine-story";
import { RecipientCopy } from "./recipient-copy";
import type { BadgeState, ReplyEmailView } from "./view-types";
import { newestByPeople, visitDetails } from "./visit-label";
import { cardWords as words } from "./words";

type Props = {
  badge: BadgeState;
  email: ReplyEmailView | null;
  unavailable: boolean;
  storyId: string;
  actions: DeliveryActions;
};

/** What a badge's card tells: the story, each copy, links clicked, and machines apart with the reason. */
export function DeliveryCard({ badge, email, unavailable, storyId, actions }: Props) {
  if (!email) {
    return (
      <div className="grid gap-2 p-3.5" id={storyId}>
        {unavailable ? (
          <p>{words.unavailable}</p>
        ) : (
          <>
            <span className="sr-only">{words.loading}</span>
            <Skeleton className="h-4 w-4/5" />
            <Skeleton className="h-4 w-1/2" />
          </>
        )}
      </div>
    );
  }
  const now = new Date();
  const [happened, ...more] = storySentences(email, now);
  const visits = newestByPeople(email);
  return (
    <div className="divide-y">
      <div className="grid gap-2 px-3.5 py-3">
        <span className={badgeClasses(badge, "justify-self-start")}>
          <BadgeLabel state={badge} />
        </span>
        <div id={storyId} className="grid gap-1 text-sm">
          <p>{happened}</p>
          {more.map((sentence) => (
            <p key={sentence} className="text-ink-2">
              {sentence}
            </p>
          ))}
        </div>
        <HeldReply email={email} withdraw={actions.withdraw} />
      </div>
      <Section title={words.recipients}>
        <ul className="grid grid-cols-1 gap-3">
          {email.recipients.map((copy) => (
            <RecipientCopy key={copy.deliveryId} copy={copy} email={email} now={now} actions={actions} />
          ))}
        </ul>
        {email.recipients.some((copy) => copy.badge === "read") ? (
          <p className="mt-2 text-xs text-ink-3">{words.caution}</p>
        ) : null}
      </Section>
      {email.clicks.length > 0 ? (
        <Section title={words.links} icon={<Link2 aria-hidden className="size-3.5" />}>
          <ul className="grid gap-1">
            {email.clicks.map((click) => (
              <li key={`${click.position} ${click.url}`} className="flex justify-between gap-3">
                <span className="min-w-0">
                  {click.label && click.label !== click.url ? (
                    <span className="block truncate">{click.label}</span>
                  ) : null}
                  <span className="block truncate text-xs text-ink-3" title={click.url}>
                    {click.url}
                  </span>
                </span>
                <span className="shrink-0 text-xs text-ink-2 tabular-nums">{words.clicks(click.count)}</span>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
      {visits.length > 0 ? (
        <Section title={words.visits} icon={<Eye aria-hidden className="size-3.5" />}>
          <ul className="grid gap-1">
            {visits.map((visit) => (
              <li key={`${visit.at} ${visit.eventType}`} className="flex justify-between gap-3">
                <span className="min-w-0 break-words">
                  {words.did[visit.eventType]}: {visitDetails(visit)}
                </span>
                <span className="shrink-0 text-xs text-ink-2 tabular-nums">
                  {dayAndTime(new Date(visit.at), now)}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
      {email.machineVisits.length > 0 ? (
        <Section title={words.machines} icon={<Bot aria-hidden className="size-3.5" />}>
          <ul className="grid gap-1">
            {email.machineVisits.map((visit) => (
              <li
                key={`${visit.eventType} ${visit.visitClass} ${visit.reason} ${visit.client}`}
                className="flex justify-between gap-3"
              >
                <span className="min-w-0">{machineLabel(visit)}</span>
                <span className="shrink-0 text-xs text-ink-2 tabular-nums">{visit.count}×</span>
              </li>
            ))}
          </ul>
        </Section>
      ) : null}
    </div>
  );
}

function Section({ title, icon, children }: { title: string; icon?: ReactNode; children: ReactNode }) {
  return (
    <section className="px-3.5 py-2.5">
      <h2 className="mb-1.5 flex items-center gap-1.5 text-xs font-medium text-ink-3">
        {icon}
        {title}
      </h2>
      {children}
    </section>
  );
}
