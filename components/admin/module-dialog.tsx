"use client";
import { type FormEvent, useId, useState, useTransition } from "react";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Dialog } from "@/components/ui/dialog";
import { useNotify } from "@/components/ui/toaster";
import { useLeaveGuard } from "@/components/ui/use-leave-guard";
import { useShowProblem } from "@/components/ui/use-show-problem";
import type { Wire } from "@/components/wire";
import type { ChangeMeanwhile } from "@/services/errors";
import type { ModuleView } from "@/services/integration-modules/get-module";
import { ChangedMeanwhile } from "./changed-meanwhile";
import { ConnectionTest, type TestConnection } from "./connection-test";
import type { SaveModule } from "./module-card";
import { ModuleIcon } from "./module-icon";
import { ModuleSetting, type SettingEdit } from "./module-setting";
import { moduleWords as words } from "./words";

type Props = { module: Wire<ModuleView>; save: SaveModule; test: TestConnection; onClose: () => void };
type Problem = { message: string; field?: string };

/** A module's settings, made from its definition. Only what was touched is sent. */
export function ModuleDialog({ module: atOpening, save, test, onClose }: Props) {
  // As it was when the form was opened, however the page changes behind it: that is what the edits are made upon.
  const [module, setModule] = useState(atOpening);
  const [edits, setEdits] = useState<Record<string, SettingEdit>>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const [changes, setChanges] = useState<Wire<ChangeMeanwhile[]> | null>(null);
  const [leaving, setLeaving] = useState<{ go: () => void } | null>(null);
  const [pending, startTransition] = useTransition();
  const notify = useNotify();
  const formId = useId();
  const form = useShowProblem(problem);
  const isEdited = Object.keys(edits).length > 0;
  useLeaveGuard(isEdited, (go) => setLeaving({ go }));

  const close = () => (isEdited ? setLeaving({ go: onClose }) : onClose());
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
      if (!result.data.isSaved) {
        setModule(result.data.module);
        return setChanges(result.data.changes);
      }
      notify.success(words.saved);
      onClose();
    });
  }

  const fieldKnown = module.settings.some(({ name }) => name === problem?.field);
  const isOverwriting = changes?.some(({ field }) => field in edits) ?? false;
  return (
    <Dialog
      open
      onOpenChange={close}
      title={
        <span className="flex items-center gap-2.5">
          <ModuleIcon icon={module.icon} />
          {words.configureOf(module.name)}
        </span>
      }
      footer={
        <>
          <Button onClick={close}>{words.cancel}</Button>
          <Button type="submit" form={formId} look="primary" disabled={pending}>
            {pending ? words.saving : isOverwriting ? words.saveMine : words.save}
          </Button>
        </>
      }
    >
      <form
        ref={form}
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
        {changes ? (
          <ChangedMeanwhile
            changes={changes}
            settings={module.settings}
            edits={edits}
            onTake={(field) => edit(field, undefined)}
          />
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
        {module.connection ? (
          <ConnectionTest
            slug={module.slug}
            extra={module.connection.extra}
            settings={edited}
            test={test}
            onProblem={(error) => setProblem(error)}
          />
        ) : null}
      </form>
      <ConfirmDialog
        open={leaving !== null}
        onOpenChange={(open) => (open ? null : setLeaving(null))}
        title={words.discardTitle}
        description={words.discardText}
        confirm={words.discard}
        cancel={words.keepEditing}
        onConfirm={() => {
          setEdits({});
          leaving?.go();
        }}
      />
    </Dialog>
  );
}
