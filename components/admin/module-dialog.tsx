"use client";
import { type FormEvent, useId, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { useNotify } from "@/components/ui/toaster";
import type { Wire } from "@/components/wire";
import type { ModuleView } from "@/services/integration-modules/get-module";
import { ConnectionTest, type TestConnection } from "./connection-test";
import type { SaveModule } from "./module-card";
import { ModuleIcon } from "./module-icon";
import { ModuleSetting, type SettingEdit } from "./module-setting";
import { moduleWords as words } from "./words";

type Props = {
  module: Wire<ModuleView>;
  save: SaveModule;
  test: TestConnection;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};
type Problem = { message: string; field?: string };

/** A module's settings, made from its definition. Only what was touched is sent. */
export function ModuleDialog({ module, save, test, open, onOpenChange }: Props) {
  const [edits, setEdits] = useState<Record<string, SettingEdit>>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const [pending, startTransition] = useTransition();
  const notify = useNotify();
  const formId = useId();

  function change(next: boolean) {
    setEdits({});
    setProblem(null);
    onOpenChange(next);
  }
  function edit(name: string, value: SettingEdit | undefined) {
    setEdits(({ [name]: _, ...others }) => (value === undefined ? others : { ...others, [name]: value }));
    if (problem?.field === name) setProblem(null);
  }
  const edited = Object.fromEntries(Object.entries(edits).map(([name, value]) => [name, value.value]));
  function submit(event: FormEvent) {
    event.preventDefault();
    setProblem(null);
    startTransition(async () => {
      const result = await save({ slug: module.slug, version: module.version, settings: edited });
      if (!result.ok) return setProblem(result.error);
      notify.success(words.saved);
      change(false);
    });
  }

  const fieldKnown = module.settings.some(({ name }) => name === problem?.field);
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title={
        <span className="flex items-center gap-2.5">
          <ModuleIcon icon={module.icon} />
          {words.configureOf(module.name)}
        </span>
      }
      footer={
        <>
          <Button onClick={() => change(false)}>{words.cancel}</Button>
          <Button type="submit" form={formId} look="primary" disabled={pending}>
            {pending ? words.saving : words.save}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        onSubmit={submit}
        noValidate
        className="grid gap-4 overflow-y-auto px-5 py-4"
        aria-label={words.configureOf(module.name)}
      >
        {problem && !fieldKnown ? (
          <p role="alert" className="rounded-md border border-bad-line bg-bad-soft px-3 py-2 text-bad">
            {problem.message}
          </p>
        ) : null}
        {module.settings.map((setting) => (
          <ModuleSetting
            key={setting.name}
            setting={setting}
            edit={edits[setting.name]}
            error={problem?.field === setting.name ? problem.message : null}
            onEdit={(value) => edit(setting.name, value)}
          />
        ))}
        {module.alwaysOn ? null : (
          <ConnectionTest
            slug={module.slug}
            settings={edited}
            test={test}
            onProblem={(error) => setProblem(error)}
          />
        )}
      </form>
    </Dialog>
  );
}
