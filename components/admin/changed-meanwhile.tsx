"use client";
import { ArrowRight } from "lucide-react";
import { useEffect, useRef } from "react";
import { Button } from "@/components/ui/button";
import { dayAndTime } from "@/components/ui/format-time";
import type { Wire } from "@/components/wire";
import type { ChangeMeanwhile } from "@/services/errors";
import type { SettingView } from "@/services/integration-modules/get-module";
import type { SettingEdit } from "./module-setting";
import { moduleWords as words } from "./words";

type Props = {
  changes: Wire<ChangeMeanwhile[]>;
  /** As they are now. */
  settings: Wire<SettingView[]>;
  edits: Record<string, SettingEdit>;
  /** Drop what was typed for a setting, for what the other one saved. */
  onTake: (field: string) => void;
};

/** What somebody else saved while the form was open: which setting, by whom, when, and beside it what was typed here. */
export function ChangedMeanwhile({ changes, settings, edits, onTake }: Props) {
  const ref = useRef<HTMLElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: brought into view anew for each news.
  useEffect(() => ref.current?.focus(), [changes]);
  return (
    <section
      ref={ref}
      tabIndex={-1}
      role="alert"
      aria-label={words.changedTitle}
      className="grid gap-2 rounded-md border border-warn-line bg-warn-soft px-3 py-2.5"
    >
      <h3 className="font-semibold text-warn">{words.changedTitle}</h3>
      <p className="text-xs">{words.changedText}</p>
      <ul className="grid gap-2">
        {changes.map(({ field, label, from, to, by, at }) => {
          const setting = settings.find(({ name }) => name === field);
          const edit = edits[field];
          return (
            <li key={field} className="grid gap-1 rounded-sm border border-line bg-surface px-2.5 py-2">
              <p className="flex flex-wrap items-baseline gap-x-2">
                <span className="font-medium">{label}</span>
                <span className="text-xs text-ink-3">
                  {words.changedBy(by)} <time dateTime={at}>{dayAndTime(new Date(at), new Date())}</time>
                </span>
              </p>
              <p className="flex flex-wrap items-center gap-x-1.5 [overflow-wrap:anywhere]">
                <span className="text-ink-3 line-through">{shown(setting, from)}</span>
                <ArrowRight role="img" aria-label={words.to} className="size-3 text-ink-3" />
                <span>{shown(setting, to)}</span>
              </p>
              {edit ? (
                <p className="flex flex-wrap items-center justify-between gap-2 [overflow-wrap:anywhere]">
                  <span>
                    <span className="text-xs text-ink-3">{words.mine}: </span>
                    {mine(setting, edit)}
                  </span>
                  <Button size="sm" type="button" onClick={() => onTake(field)}>
                    {words.takeTheirs}
                    <span className="sr-only"> {label}</span>
                  </Button>
                </p>
              ) : null}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function mine(setting: Wire<SettingView> | undefined, { value }: SettingEdit): string {
  if (value === null || value === "") return words.mineReset;
  return setting?.type === "secret" ? words.mineSecret : shown(setting, value);
}

function shown(setting: Wire<SettingView> | undefined, value: unknown): string {
  if (value === null || value === undefined) return notSaved(setting);
  if (typeof value === "boolean") return value ? words.yes : words.no;
  return setting?.options?.find((option) => option.value === value)?.label ?? String(value);
}

/** What was in force while nothing was saved. */
function notSaved(setting: Wire<SettingView> | undefined): string {
  if (!setting || setting.fallback.value === null) return words.none;
  return `${shown(setting, setting.fallback.value)} (${words.sourceInBrackets[setting.fallback.source]})`;
}
