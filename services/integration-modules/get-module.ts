import { database } from "@/db/client";
import { env } from "@/env";
import type { ModuleDefinition, SettingField, SettingType, SettingValue } from "./module-definition";
import { moduleDefinition, moduleDefinitions } from "./module-definitions";
import { type ModuleRow, readModuleRow } from "./module-row";
import { type ResolvedSetting, resolveSettings, type SettingSource } from "./resolve-settings";
import { decryptSecret } from "./secrets";

/** One setting as a form shows it. A secret's value never leaves the server: only whether there is one. */
export type SettingView = {
  name: string;
  label: string;
  help: string;
  type: SettingType;
  options?: readonly { value: string; label: string }[];
  multiline?: true;
  value: SettingValue;
  isSet: boolean;
  source: SettingSource;
  /** What a reset would lead to; a secret's value is null here, too. */
  fallback: { value: SettingValue; isSet: boolean; source: SettingSource };
  /** A secret that was saved under another SECRET_KEY. */
  isUnreadable: boolean;
  /** The environment variable that would speak if nothing were saved. */
  env: string | null;
};

export type ModuleView = {
  slug: string;
  name: string;
  description: string;
  icon: string;
  enabled: boolean;
  /** It has no switch. */
  alwaysOn: boolean;
  version: number;
  updatedAt: Date;
  /** Whether there is a Test connection, and the step of it that is only taken when asked for. */
  connection: { extra: { label: string; help: string } | null } | null;
  /** A page of its own beside its settings. */
  page: { href: string; label: string } | null;
  settings: SettingView[];
};

/** Every module, in the order of the definitions. */
export async function listModules(): Promise<ModuleView[]> {
  return Promise.all(moduleDefinitions.map((definition) => getModule(definition.slug)));
}

/** @throws {NotFoundError} when no module has this slug. */
export async function getModule(slug: string): Promise<ModuleView> {
  const definition = moduleDefinition(slug);
  return moduleView(definition, await readModuleRow(database(), definition));
}

/** A module's row as an admin sees it. */
export function moduleView(definition: ModuleDefinition, row: ModuleRow): ModuleView {
  const resolved = resolveSettings(definition, row, env(), decryptSecret);
  return {
    slug: definition.slug,
    name: definition.name,
    description: definition.description,
    icon: definition.icon,
    enabled: row.enabled,
    alwaysOn: definition.alwaysOn ?? false,
    version: row.version,
    updatedAt: row.updatedAt,
    connection: definition.connection ? { extra: definition.connection.extra ?? null } : null,
    page: definition.page ?? null,
    settings: definition.fields.flatMap((field) => {
      const setting = resolved.get(field.name);
      return setting ? [settingView(field, setting)] : [];
    }),
  };
}

function settingView(
  field: SettingField,
  { value, source, fallback, isUnreadable }: ResolvedSetting,
): SettingView {
  const shown = (inForce: SettingValue) => (field.type === "secret" ? null : inForce);
  return {
    name: field.name,
    label: field.label,
    help: field.help,
    type: field.type,
    ...(field.options ? { options: field.options } : {}),
    ...(field.multiline ? { multiline: true as const } : {}),
    value: shown(value),
    isSet: value !== null,
    source,
    fallback: { value: shown(fallback.value), isSet: fallback.value !== null, source: fallback.source },
    isUnreadable,
    env: field.env ?? null,
  };
}
