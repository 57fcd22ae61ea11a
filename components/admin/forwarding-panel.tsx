"use client";
import { Pause, Play, RotateCw } from "lucide-react";
import { type ReactNode, useTransition } from "react";
import type { ActionResult } from "@/components/action-result";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import { CopyButton } from "@/components/ui/copy-button";
import { TimeAgo } from "@/components/ui/time-ago";
import { useNotify } from "@/components/ui/toaster";
import type { Wire } from "@/components/wire";
import type { ForwardingState } from "@/services/plausible/forwarding-state";
import { forwardingWords as words } from "./forwarding-words";

type Props = {
  state: Wire<ForwardingState>;
  /** ISO time at which the server drew it. */
  now: string;
  pause: (input: { paused: boolean }) => Promise<ActionResult<void>>;
  retry: (input: Record<string, never>) => Promise<ActionResult<{ events: number }>>;
};

/** What waits for Plausible, what it took and what it did not, and what an admin can do about it. */
export function ForwardingPanel({ state, now, pause, retry }: Props) {
  const { totals, last } = state;
  return (
    <div className="grid gap-6 px-4 py-5 sm:px-6">
      <Mode state={state} pause={pause} retry={retry} />
      <dl className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-6">
        <Figure name="pending" value={state.pending} isMore={!state.isCounted.pending} />
        <Figure name="sent" value={totals.sent} tone="good" />
        <Figure name="dropped" value={totals.dropped} tone={totals.dropped > 0 ? "bad" : undefined} />
        <Figure name="failed" value={totals.failed} tone={totals.failed > 0 ? "bad" : undefined} />
        <Figure name="expired" value={totals.expired} tone={totals.expired > 0 ? "bad" : undefined} />
        <Figure name="skipped" value={totals.skipped} />
      </dl>
      <dl className="grid max-w-3xl gap-x-6 sm:grid-cols-[12rem_minmax(0,1fr)] sm:gap-y-2">
        <Fact name={words.lastSuccess}>
          {last.sent ? <TimeAgo at={last.sent.at} now={now} /> : words.notLately}
        </Fact>
        <Fact name={words.lastRun}>
          {state.lastRunAt ? <TimeAgo at={state.lastRunAt} now={now} /> : words.never}
        </Fact>
        <Fact name={words.oldest}>
          {state.oldestPendingAt ? <TimeAgo at={state.oldestPendingAt} now={now} /> : words.none}
        </Fact>
        {state.waitingBecause ? <Fact name={words.waitsBecause}>{state.waitingBecause}</Fact> : null}
        {last.failed ? (
          <Fact name={words.lastFailure}>
            {last.failed.detail} (<TimeAgo at={last.failed.at} now={now} />)
          </Fact>
        ) : null}
        {last.dropped ? (
          <Fact name={words.lastDrop}>
            {last.dropped.detail} (<TimeAgo at={last.dropped.at} now={now} />)
          </Fact>
        ) : null}
      </dl>
      <Reasons state={state} />
      <SetUp setUp={state.setUp} />
      <p className="max-w-prose text-xs text-ink-3">{words.atLeastOnce}</p>
    </div>
  );
}

function Mode({ state, pause, retry }: Pick<Props, "state" | "pause" | "retry">) {
  const [pending, startTransition] = useTransition();
  const notify = useNotify();
  const isPaused = state.mode === "paused";
  function switchPause() {
    startTransition(async () => {
      const result = await pause({ paused: !isPaused });
      if (result.ok) notify.success(isPaused ? words.resumedNow : words.pausedNow);
      else notify.error(result.error.message);
    });
  }
  function retryFailed() {
    startTransition(async () => {
      const result = await retry({});
      if (result.ok) notify.success(words.retried(result.data.events));
      else notify.error(result.error.message);
    });
  }
  return (
    <div className="flex flex-wrap items-start justify-between gap-3 rounded-lg border bg-sunken px-4 py-3">
      <div className="min-w-0 max-w-prose">
        <p className="font-medium">
          {words.modes[state.mode]}
          <span className="ml-2 font-normal text-ink-2 [overflow-wrap:anywhere]">
            {words.to(state.siteDomain, new URL(state.baseUrl).host)}
          </span>
        </p>
        <p className="text-ink-2">{words.modeHelp[state.mode]}</p>
      </div>
      <div className="flex flex-wrap gap-2 empty:hidden">
        {state.failed > 0 ? (
          <Button onClick={retryFailed} disabled={pending}>
            <RotateCw aria-hidden className="size-3.5" />
            {words.retry}
          </Button>
        ) : null}
        {state.mode === "off" ? null : (
          <Button onClick={switchPause} disabled={pending}>
            {isPaused ? (
              <Play aria-hidden className="size-3.5" />
            ) : (
              <Pause aria-hidden className="size-3.5" />
            )}
            {pending ? words.working : isPaused ? words.resume : words.pause}
          </Button>
        )}
      </div>
    </div>
  );
}

type FigureProps = {
  name: keyof typeof words.figures;
  value: number;
  isMore?: boolean;
  tone?: "good" | "bad";
};

function Figure({ name, value, isMore, tone }: FigureProps) {
  return (
    <div className="grid content-start gap-0.5 rounded-lg border px-3 py-2.5">
      <dt className="text-xs text-ink-2">{words.figures[name]}</dt>
      <dd
        className={classNames(
          "text-xl font-semibold tabular-nums",
          tone === "good" && value > 0 && "text-good",
          tone === "bad" && "text-bad",
        )}
      >
        {value.toLocaleString("en")}
        {isMore ? "+" : ""}
      </dd>
      <dd className="text-xs text-ink-3">{words.figureHelp[name]}</dd>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="mb-2 min-w-0 [overflow-wrap:anywhere] sm:mb-0">{children}</dd>
    </>
  );
}

function Reasons({ state: { reasons, totals } }: Pick<Props, "state">) {
  if (reasons.length === 0) return null;
  return (
    <section className="grid max-w-3xl gap-2" aria-labelledby="not-sent">
      <h2 id="not-sent" className="text-base font-semibold">
        {words.reasonsTitle}
      </h2>
      <ul className="divide-y rounded-lg border">
        {reasons.map(({ status, reason, events }) => (
          <li
            key={`${status} ${reason}`}
            className="grid grid-cols-[4.5rem_minmax(0,1fr)_auto] items-baseline gap-3 px-3 py-1.5"
          >
            <span className="text-xs text-ink-3">{words.statuses[status]}</span>
            <span>{words.reasons[reason]}</span>
            <span className="font-medium tabular-nums">{events.toLocaleString("en")}</span>
          </li>
        ))}
      </ul>
      {totals.dropped > 0 ? <p className="max-w-prose text-xs text-ink-3">{words.dropHint}</p> : null}
    </section>
  );
}

function SetUp({ setUp }: { setUp: ForwardingState["setUp"] }) {
  const rows = [
    ...setUp.goals.map((value) => ({ kind: words.goal, value })),
    ...setUp.properties.map((value) => ({ kind: words.property, value })),
  ];
  return (
    <section className="grid max-w-3xl gap-2">
      <h2 className="text-base font-semibold">{words.setUpTitle}</h2>
      <p className="max-w-prose text-ink-2">{words.setUpText}</p>
      <ul className="divide-y rounded-lg border">
        {rows.map(({ kind, value }) => (
          <li key={value} className="flex items-center justify-between gap-3 px-3 py-1.5">
            <span>
              <span className="mr-3 inline-block w-16 text-xs text-ink-3">{kind}</span>
              <code className="text-sm">{value}</code>
            </span>
            <CopyButton value={value} label={words.copy} />
          </li>
        ))}
      </ul>
    </section>
  );
}
