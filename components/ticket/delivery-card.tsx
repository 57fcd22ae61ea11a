"use client";
import { Bot, Eye, Link2, RotateCw, TriangleAlert } from "lucide-react";
import { type ReactNode, useTransition } from "react";
import type { ActionResult } from "@/components/action-result";
import { Button } from "@/components/ui/button";
import { dayAndTime } from "@/components/ui/format-time";
import { Skeleton } from "@/components/ui/skeleton";
import { useNotify } from "@/components/ui/toaster";
import { BadgeLabel, badgeClasses } from "./badge-label";
import { copySentence, storySentences } from "./delivery-story";
import { machineLabel } from "./machine-story";
import type { BadgeState, RecipientCopyView, ReplyEmailView } from "./view-types";
import { newestByPeople, visitDetails } from "./visit-label";
import { cardWords as words } from "./words";

export type RetryDelivery = (input: { deliveryId: number }) => Promise<ActionResult<void>>;

type Props = {
  badge: BadgeState;
  email: ReplyEmailView | null;
  unavailable: boolean;
  storyId: string;
  retry: RetryDelivery;
};

/** What a badge's card tells: the story, each copy, links clicked, and machines apart with the reason. */
export function DeliveryCard({ badge, email, unavailable, storyId, retry }: Props) {
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
      </div>
      <Section title={words.recipients}>
        <ul className="grid gap-2">
          {email.recipients.map((copy) => (
            <Recipient key={copy.deliveryId} copy={copy} email={email} now={now} retry={retry} />
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

type RecipientProps = { copy: RecipientCopyView; email: ReplyEmailView; now: Date; retry: RetryDelivery };

function Recipient({ copy, email, now, retry }: RecipientProps) {
  const [pending, startTransition] = useTransition();
  const notify = useNotify();
  const broken = copy.badge === "failed" || copy.badge === "bounced" || copy.badge === "uncertain";
  function again() {
    startTransition(async () => {
      const result = await retry({ deliveryId: copy.deliveryId });
      if (result.ok) notify.success(words.retried);
      else notify.error(result.error.message);
    });
  }
  return (
    <li className="grid gap-0.5">
      <p>{copySentence(copy, email, now)}</p>
      <p className="truncate text-xs text-ink-3">
        {words.roles[copy.role]} {copy.email}
      </p>
      {broken ? (
        <div className="mt-1 grid justify-items-start gap-2 rounded-md bg-bad-soft p-2 text-xs text-bad">
          {copy.lastError ? (
            <p className="flex gap-1.5 break-words [overflow-wrap:anywhere]">
              <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
              {copy.lastError}
            </p>
          ) : null}
          <Button size="sm" onClick={again} disabled={pending}>
            <RotateCw aria-hidden className="size-3.5" />
            {pending ? words.retrying : words.retry}
          </Button>
        </div>
      ) : null}
    </li>
  );
}
