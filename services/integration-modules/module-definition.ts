import type { z } from "zod";
import type { Env } from "@/env";
import type { ConnectionStep } from "@/services/module-connections/connection-step";

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
  /** The environment variable that speaks when nothing was saved; \`.env.example\` explains it. */
  env?: string;
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
  /** Test connection, and what the doctor asks of the module. Left out: the module connects to nothing. */
  connection?: {
    /** What does not work while the connection does not: the doctor says so. */
    why: string;
    /** Whether the portal speaks to it under these settings. Left out: whenever the module is on. */
    isUsed?: (settings: z.infer<Schema>) => boolean;
    /** Connects with these settings, saved or not, and says step by step what works. Imports what it needs when called. */
    test: (settings: z.infer<Schema>, options: { withExtra: boolean }) => Promise<ConnectionStep[]>;
    /** A step that leaves a trace at the other end, and so is taken only when it is asked for. */
    extra?: { label: string; help: string };
  };
  /** A page of its own beside its settings. */
  page?: { href: string; label: string };
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
