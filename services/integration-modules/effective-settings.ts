import { database } from "@/db/client";
import type { DatabaseOrTransaction } from "@/db/connect";
import { env } from "@/env";
import { type ModuleSlug, moduleDefinition, type SettingsOf } from "./module-definitions";
import { readModuleRow } from "./module-row";
import { resolveSettings } from "./resolve-settings";
import { decryptSecret } from "./secrets";

/** A module's settings in force, secrets included, read from the database now. Never send them to a browser. */
export async function effectiveSettings<Slug extends ModuleSlug>(
  slug: Slug,
  tx: DatabaseOrTransaction = database(),
): Promise<{ enabled: boolean; settings: SettingsOf<Slug> }> {
  const definition = moduleDefinition(slug);
  const row = await readModuleRow(tx, definition);
  const resolved = resolveSettings(definition, row, env(), decryptSecret);
  const settings = Object.fromEntries([...resolved].map(([name, { value }]) => [name, value]));
  return { enabled: row.enabled, settings: definition.schema.parse(settings) as SettingsOf<Slug> };
}
