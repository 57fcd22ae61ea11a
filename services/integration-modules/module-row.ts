import { eq } from "drizzle-orm";
import { z } from "zod";
import type { DatabaseOrTransaction, Transaction } from "@/db/connect";
import { integrationModules } from "@/db/schema/integration-modules";
import { env } from "@/env";
import type { ModuleDefinition } from "./module-definition";

const settingsSchema = z.record(z.string(), z.unknown());
const secretsSchema = z.record(z.string(), z.string());

export type ModuleRow = {
  enabled: boolean;
  version: number;
  updatedAt: Date;
  settings: Record<string, unknown>;
  secrets: Record<string, string>;
};

/**
 * A module's row with its JSON parsed; made, switched off, when the module is new. `enabled` is what is in force: until
 * somebody saves the module, the environment may switch it on.
 */
export async function readModuleRow(
  tx: DatabaseOrTransaction,
  definition: ModuleDefinition,
): Promise<ModuleRow> {
  return parseRow(await findOrMake(tx, definition, () => rowOf(tx, definition)), definition);
}

/** The same, locked until the transaction ends. */
export async function lockModuleRow(tx: Transaction, definition: ModuleDefinition): Promise<ModuleRow> {
  return parseRow(await findOrMake(tx, definition, () => rowOf(tx, definition).for("update")), definition);
}

function rowOf(tx: DatabaseOrTransaction, { slug }: ModuleDefinition) {
  return tx.select().from(integrationModules).where(eq(integrationModules.slug, slug));
}

type Row = typeof integrationModules.$inferSelect;

async function findOrMake(
  tx: DatabaseOrTransaction,
  { slug, name, description, icon }: ModuleDefinition,
  find: () => PromiseLike<Row[]>,
): Promise<Row> {
  const [found] = await find();
  if (found) return found;
  await tx
    .insert(integrationModules)
    .ignore()
    .values({ slug, name, description, icon, settings: {}, secrets: {}, updatedAt: new Date() });
  const [made] = await find();
  if (!made) throw new Error(`the row of the module ${slug} cannot be made`);
  return made;
}

function parseRow(row: Row, definition: ModuleDefinition): ModuleRow {
  const untouched = row.version === 1;
  return {
    enabled:
      definition.alwaysOn ||
      row.enabled ||
      (untouched && (definition.enabledByEnvironment?.(env()) ?? false)),
    version: row.version,
    updatedAt: row.updatedAt,
    settings: settingsSchema.parse(row.settings),
    secrets: secretsSchema.parse(row.secrets),
  };
}
