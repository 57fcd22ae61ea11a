"use client";
import { CircleAlert, CircleCheck, CircleX, PlugZap } from "lucide-react";
import { useState, useTransition } from "react";
import type { ActionResult } from "@/components/action-result";
import { Button } from "@/components/ui/button";
import { classNames } from "@/components/ui/class-names";
import type { ConnectionStep } from "@/services/module-connections/connection-step";
import { connectionWords as words } from "./words";

export type TestConnection = (input: {
  slug: string;
  settings: Record<string, string | number | boolean | null>;
  withExtra: boolean;
}) => Promise<ActionResult<ConnectionStep[]>>;

type Props = {
  slug: string;
  /** A step that is only taken when asked for. */
  extra: { label: string; help: string } | null;
  /** What was changed in the form and is not saved. */
  settings: Parameters<TestConnection>[0]["settings"];
  test: TestConnection;
  onProblem: (problem: { message: string; field?: string }) => void;
};

const looks = {
  ok: { icon: CircleCheck, tone: "text-good" },
  warning: { icon: CircleAlert, tone: "text-warn" },
  failed: { icon: CircleX, tone: "text-bad" },
} as const;

/** Connects with what the form holds, and shows each step with what was found. */
export function ConnectionTest({ slug, extra, settings, test, onProblem }: Props) {
  const [steps, setSteps] = useState<ConnectionStep[] | null>(null);
  const [pending, startTransition] = useTransition();
  function run(withExtra: boolean) {
    startTransition(async () => {
      setSteps(null);
      const result = await test({ slug, settings, withExtra });
      if (result.ok) setSteps(result.data);
      else onProblem(result.error);
    });
  }
  return (
    <section aria-label={words.title} className="grid gap-3 rounded-lg border bg-sunken p-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-xs text-ink-2">{words.help}</p>
        <div className="flex flex-wrap gap-2">
          <Button size="sm" onClick={() => run(false)} disabled={pending}>
            <PlugZap aria-hidden className="size-3.5" />
            {pending ? words.testing : words.test}
          </Button>
          {extra && steps ? (
            <Button size="sm" onClick={() => run(true)} disabled={pending} title={extra.help}>
              {extra.label}
            </Button>
          ) : null}
        </div>
      </div>
      <ul aria-live="polite" className="grid gap-2 empty:hidden">
        {steps?.map(({ step, status, detail }) => {
          const { icon: Icon, tone } = looks[status];
          return (
            <li key={step} className="flex gap-2">
              <Icon aria-hidden className={classNames("mt-0.5 size-4 shrink-0", tone)} />
              <p className="min-w-0 [overflow-wrap:anywhere]">
                <span className="sr-only">{words.status[status]}: </span>
                <span className="font-medium">{step}. </span>
                {detail}
              </p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
