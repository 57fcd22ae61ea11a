import type { Env } from "@/env";
import { log } from "@/services/logging/log";
import type { ModuleDefinition, SettingField, SettingValue } from "./module-definition";

export type SettingSource = "saved" | "environment" | "default";
export type ResolvedSetting = { value: SettingValue; source: SettingSource };

/** A module as it is stored. Secrets are ciphertexts until {@link resolveSettings} opens them. */
export type StoredModule = { settings: Record<string, unknown>; secrets: Record<string, string> };

/**
 * What is in force for each setting: what was saved ?? the environment variable ?? the default. A value that its schema
 * does not accept (an old version's, a mistyped variable) is passed over, and the log says so.
 * @param openSecret decrypts a stored secret; a secret it cannot open counts as not saved. Left out: secrets stay null.
 */
export function resolveSettings(
  definition: ModuleDefinition,
  stored: StoredModule,
  variables: Env,
  openSecret?: (ciphertext: string, place: string) => string,
): Map<string, ResolvedSetting> {
  const resolved = new Map<string, ResolvedSetting>();
  for (const field of definition.fields) {
    const place = `${definition.slug}/${field.name}`;
    const saved =
      field.type === "secret"
        ? openStored(stored.secrets[field.name], place, openSecret)
        : stored.settings[field.name];
    resolved.set(
      field.name,
      usable(definition, field, "saved", saved) ??
        usable(definition, field, "environment", field.env ? variables[field.env] : undefined) ?? {
          value: defaultOf(field, variables),
          source: "default",
        },
    );
  }
  return resolved;
}

function usable(
  definition: ModuleDefinition,
  field: SettingField,
  source: SettingSource,
  value: unknown,
): ResolvedSetting | null {
  if (value === undefined || value === null) return null;
  const parsed = definition.schema.shape[field.name]?.safeParse(value);
  if (parsed?.success) return { value: parsed.data as SettingValue, source };
  warnOnce(`${definition.slug}/${field.name}`, source, parsed?.error?.issues[0]?.message);
  return null;
}

function openStored(
  ciphertext: string | undefined,
  place: string,
  openSecret?: (ciphertext: string, place: string) => string,
): string | undefined {
  if (!ciphertext || !openSecret) return undefined;
  try {
    return openSecret(ciphertext, place);
  } catch (error) {
    warnOnce(place, "saved", error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

function defaultOf(field: SettingField, variables: Env): SettingValue {
  return typeof field.default === "function" ? field.default(variables) : field.default;
}

const warned = new Set<string>();

/** Settings are read every second: one line in the log a problem is enough. */
function warnOnce(place: string, source: SettingSource, problem: string | undefined) {
  const key = `${place} ${source}`;
  if (warned.has(key)) return;
  warned.add(key);
  log().warn({ setting: place, source, problem }, "a setting is not usable and is passed over");
}
