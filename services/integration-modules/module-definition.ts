import type { z } from "zod";
import type { Env } from "@/env";

export type SettingType = "url" | "text" | "secret" | "boolean" | "number" | "select";
export type SettingValue = string | number | boolean | null;

/** One setting as its form and its documentation show it. Its schema stands in the module's. */
export type SettingField<Name extends string = string> = {
  name: Name;
  label: string;
  /** One or two sentences for an admin. */
  help: string;
  type: SettingType;
  options?: readonly { value: string; label: string }[];
  /** A text or secret of several lines. */
  multiline?: true;
  /** The environment variable that speaks when nothing was saved. */
  env?: keyof Env;
  default: SettingValue | ((variables: Env) => SettingValue);
};

export type SettingProblem = { field: string; message: string };

/** Everything that is known about a module without looking at the database. */
export type ModuleDefinition<Slug extends string = string, Schema extends z.ZodObject = z.ZodObject> = {
  slug: Slug;
  name: string;
  description: string;
  icon: string;
  /** What the settings in force look like; `schema.shape[name]` validates one of them. */
  schema: Schema;
  fields: readonly SettingField<keyof z.infer<Schema> & string>[];
  /** It has no switch: the portal cannot do without it. */
  alwaysOn?: true;
  /** Is the module on while nobody has saved it? Left out: no. */
  enabledByEnvironment?: (variables: Env) => boolean;
  /** What only several settings together can be wrong in, checked when they are saved. */
  check?: (settings: z.infer<Schema>) => SettingProblem | null;
};

/** Keeps the literal types of a definition, and checks that every field has a schema and every schema a field. */
export function defineModule<const Slug extends string, Schema extends z.ZodObject>(
  definition: ModuleDefinition<Slug, Schema>,
): ModuleDefinition<Slug, Schema> {
  const missing = Object.keys(definition.schema.shape).filter(
    (name) => !definition.fields.some((field) => field.name === name),
  );
  if (missing.length) throw new Error(`module ${definition.slug} has no field for ${missing.join(", ")}`);
  return definition;
}
