"use client";
import { RotateCw } from "lucide-react";
import { useId } from "react";
import { PageHeader } from "@/components/layout/page-header";
import { Button } from "@/components/ui/button";
import type { CheckGroup, CheckStatus, DoctorCheck } from "@/services/doctor/check";
import { DoctorCheckRow } from "./doctor-check-row";
import { doctorWords as words } from "./doctor-words";
import { type ShownResult, useDoctor } from "./use-doctor";

export type ListedCheck = Pick<DoctorCheck, "slug" | "group" | "title" | "why">;

/** Every check with what was found, group by group. */
export function DoctorPanel({ checks }: { checks: readonly ListedCheck[] }) {
  const slugs = checks.map(({ slug }) => slug);
  const { results, running, problem, run } = useDoctor(slugs);
  const groups = [...new Set(checks.map(({ group }) => group))];
  return (
    <>
      <PageHeader title={words.title} intro={words.intro}>
        <Button look="primary" onClick={() => run(slugs)} disabled={running.size > 0}>
          <RotateCw aria-hidden className="size-3.5" />
          {running.size > 0 ? words.running : words.runAll}
        </Button>
      </PageHeader>
      <div className="grid gap-6 px-4 py-5 sm:px-6">
        <p role="status" className="font-medium tabular-nums">
          {running.size === slugs.length ? words.running : words.summary(countOf(Object.values(results)))}
        </p>
        {problem ? (
          <p role="alert" className="text-bad">
            {problem}
          </p>
        ) : null}
        {groups.map((group) => (
          <Group key={group} group={group}>
            {checks
              .filter((check) => check.group === group)
              .map((check) => (
                <DoctorCheckRow
                  key={check.slug}
                  check={check}
                  result={results[check.slug] ?? null}
                  isRunning={running.has(check.slug)}
                  runAgain={() => run([check.slug])}
                />
              ))}
          </Group>
        ))}
      </div>
    </>
  );
}

function Group({ group, children }: { group: CheckGroup; children: React.ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="grid max-w-4xl gap-2">
      <h2 id={id} className="text-base font-semibold">
        {words.groups[group]}
      </h2>
      <ul className="divide-y rounded-lg border">{children}</ul>
    </section>
  );
}

function countOf(results: readonly ShownResult[]): Record<CheckStatus | "unknown", number> {
  const counts = { red: 0, amber: 0, unknown: 0, green: 0 };
  for (const { status, waitsFor } of results) counts[waitsFor ? "unknown" : status]++;
  return counts;
}
