import { database } from "@/db/client";
import { env } from "@/env";
import type { ModuleDefinition, SettingType, SettingValue } from "./module-definition";
import { moduleDefinition, moduleDefinitions } from "./module-definitions";
import { type ModuleRow, readModuleRow } from "./module-row";
import { resolveSettings, type SettingSource } from "./resolve-settings";
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
    settings: definition.fields.map((field) => {
      const { value = null, source = "default" } = resolved.get(field.name) ?? {};
      return {
        name: field.name,
        label: field.label,
        help: field.help,
        type: field.type,
        ...(field.options ? { options: field.options } : {}),
        ...(field.multiline ? { multiline: true as const } : {}),
        value: field.type === "secret" ? null : value,
        isSet: value !== null,
        source,
        env: field.env ?? null,
      };
    }),
  };
}
