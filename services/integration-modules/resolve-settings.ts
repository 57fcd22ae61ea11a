import type { Env } from "@/env";
import { log } from "@/services/logging/log";
import type { ModuleDefinition, SettingField, SettingValue } from "./module-definition";

export type SettingSource = "saved" | "environment" | "default";
export type SettingInForce = { value: SettingValue; source: SettingSource };
export type ResolvedSetting = SettingInForce & {
  /** What would be in force if nothing were saved. */
  fallback: SettingInForce;
  /** A secret is stored and cannot be opened: SECRET_KEY is another one than when it was saved. */
  isUnreadable: boolean;
};

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
    const saved = savedValue(field, stored, place, openSecret);
    const fallback = usable(definition, field, "environment", variableOf(field, variables)) ?? {
      value: defaultOf(field, variables),
      source: "default" as const,
    };
    resolved.set(field.name, {
      ...(usable(definition, field, "saved", saved.value) ?? fallback),
      fallback,
      isUnreadable: saved.isUnreadable,
    });
  }
  return resolved;
}

function usable(
  definition: ModuleDefinition,
  field: SettingField,
  source: SettingSource,
  value: unknown,
): SettingInForce | null {
  if (value === undefined || value === null) return null;
  const parsed = definition.schema.shape[field.name]?.safeParse(value);
  if (parsed?.success) return { value: parsed.data as SettingValue, source };
  warnOnce(`${definition.slug}/${field.name}`, source, parsed?.error?.issues[0]?.message);
  return null;
}

function savedValue(
  { name, type }: SettingField,
  stored: StoredModule,
  place: string,
  openSecret?: (ciphertext: string, place: string) => string,
): { value: unknown; isUnreadable: boolean } {
  if (type !== "secret") return { value: stored.settings[name], isUnreadable: false };
  const ciphertext = stored.secrets[name];
  if (!ciphertext || !openSecret) return { value: undefined, isUnreadable: false };
  try {
    return { value: openSecret(ciphertext, place), isUnreadable: false };
  } catch (error) {
    warnOnce(place, "saved", error instanceof Error ? error.message : String(error));
    return { value: undefined, isUnreadable: true };
  }
}

/** A variable that env.ts does not know is a text: what it says is read by the setting's type. */
function variableOf({ env, type }: SettingField, variables: Env): unknown {
  if (!env) return undefined;
  if (env in variables) return variables[env as keyof Env];
  const text = variables.others[env];
  if (text === undefined || (type !== "boolean" && type !== "number")) return text;
  if (type === "number") return Number(text);
  return /^(true|1|yes|on)$/i.test(text) ? true : /^(false|0|no|off)$/i.test(text) ? false : text;
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
