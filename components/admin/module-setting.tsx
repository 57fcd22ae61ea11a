"use client";
import { RotateCcw, Undo2 } from "lucide-react";
import { type ReactNode, useId } from "react";
import { Field, Input, TextArea } from "@/components/ui/field";
import { Select } from "@/components/ui/select";
import { Switch } from "@/components/ui/switch";
import type { Wire } from "@/components/wire";
import type { SettingView } from "@/services/integration-modules/get-module";
import { moduleWords as words } from "./words";

/** What the admin wants a setting to be; null: back to the environment or the default. */
export type SettingEdit = { value: string | number | boolean | null };

type Props = {
  setting: Wire<SettingView>;
  edit: SettingEdit | undefined;
  error: string | null;
  /** Undefined: as it was. */
  onEdit: (edit: SettingEdit | undefined) => void;
};

/** One setting: its control by type, a sentence of help, where its value comes from and the way back. */
export function ModuleSetting({ setting, edit, error, onEdit }: Props) {
  const labelId = useId();
  const shown = edit?.value === null ? setting.fallback : setting;
  const value = edit && edit.value !== null ? edit.value : shown.value;
  const aside = <Source setting={setting} edit={edit} onEdit={onEdit} labelId={labelId} />;
  const change = (next: string | number | boolean) =>
    onEdit(next === setting.value && edit?.value !== null ? undefined : { value: next });

  if (setting.type === "boolean") {
    return (
      <BooleanSetting
        setting={setting}
        labelId={labelId}
        checked={value === true}
        error={error}
        aside={aside}
        onChange={(next) => change(next)}
      />
    );
  }
  return (
    <Field
      label={setting.label}
      labelId={labelId}
      help={setting.help}
      error={error ?? (setting.isUnreadable && !edit ? words.unreadable : null)}
      aside={aside}
    >
      {(ids) => {
        if (setting.type === "select") {
          return (
            <Select
              {...ids}
              value={String(value ?? "")}
              options={(setting.options ?? []).map(({ value: option, label }) => ({ value: option, label }))}
              onChange={change}
            />
          );
        }
        if (setting.type === "secret" && setting.multiline) {
          return (
            <TextArea
              {...ids}
              rows={3}
              autoComplete="off"
              spellCheck={false}
              value={typeof edit?.value === "string" ? edit.value : ""}
              placeholder={shown.isSet ? words.secretSet : words.secretUnset}
              onChange={(event) => onEdit(event.target.value ? { value: event.target.value } : undefined)}
              className="font-mono text-xs"
            />
          );
        }
        if (setting.type === "secret") {
          return (
            <Input
              {...ids}
              type="password"
              autoComplete="new-password"
              value={typeof edit?.value === "string" ? edit.value : ""}
              placeholder={shown.isSet ? words.secretSet : words.secretUnset}
              onChange={(event) => onEdit(event.target.value ? { value: event.target.value } : undefined)}
            />
          );
        }
        const isNumber = setting.type === "number";
        return (
          <Input
            {...ids}
            type={isNumber ? "number" : setting.type === "url" ? "url" : "text"}
            value={String(value ?? "")}
            spellCheck={false}
            onChange={({ target }) =>
              change(isNumber && target.value !== "" ? Number(target.value) : target.value)
            }
          />
        );
      }}
    </Field>
  );
}

function BooleanSetting({
  setting,
  labelId,
  checked,
  error,
  aside,
  onChange,
}: {
  setting: Wire<SettingView>;
  labelId: string;
  checked: boolean;
  error: string | null;
  aside: ReactNode;
  onChange: (checked: boolean) => void;
}) {
  const id = useId();
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-4">
      <div className="grid gap-1">
        <div className="flex min-h-5 flex-wrap items-center gap-x-2">
          <label id={labelId} htmlFor={id} className="font-medium">
            {setting.label}
          </label>
          {aside}
        </div>
        <p id={`${id}-help`} className="text-xs text-ink-3">
          {setting.help}
        </p>
        {error ? (
          <p id={`${id}-error`} className="text-xs text-bad">
            {error}
          </p>
        ) : null}
      </div>
      <Switch
        id={id}
        checked={checked}
        onCheckedChange={onChange}
        aria-describedby={error ? `${id}-help ${id}-error` : `${id}-help`}
        className="mt-0.5"
      />
    </div>
  );
}

function Source({
  setting,
  edit,
  onEdit,
  labelId,
}: Pick<Props, "setting" | "edit" | "onEdit"> & { labelId: string }) {
  const resetting = edit?.value === null;
  const inForce = resetting ? setting.fallback : setting;
  const variable = (!edit || resetting) && inForce.source === "environment" ? setting.env : null;
  const canReset = setting.source === "saved" || setting.isUnreadable;
  return (
    <span className="inline-flex items-center gap-1.5 text-xs">
      <span
        className="rounded-full border border-line-strong bg-sunken px-1.5 text-ink-2"
        title={variable ? words.fromEnvironment(variable) : undefined}
      >
        {resetting
          ? words.fallbacks[setting.fallback.source]
          : edit
            ? words.edited
            : words.sources[setting.source]}
        {variable ? <span className="sr-only"> {variable}</span> : null}
      </span>
      {edit || canReset ? (
        <button
          type="button"
          aria-describedby={labelId}
          onClick={() => onEdit(edit ? undefined : { value: null })}
          className="inline-flex h-6 items-center gap-1 rounded-sm px-1 text-ink-2 hover:bg-hover hover:text-ink"
        >
          {edit ? <Undo2 aria-hidden className="size-3" /> : <RotateCcw aria-hidden className="size-3" />}
          {edit ? words.undoEdit : words.reset}
        </button>
      ) : null}
    </span>
  );
}
