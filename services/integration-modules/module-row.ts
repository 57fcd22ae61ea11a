import { eq } from "drizzle-orm";
import { z } from "zod";
import type { DatabaseOrTransaction, Transaction } from "@/db/connect";
import { integrationModules } from "@/db/schema/integration-modules";
import { env } from "@/env";
import { NotFoundError } from "@/services/errors";
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
 * A module's row with its JSON parsed. `enabled` is what is in force: until somebody saves the module, the environment
 * may switch it on.
 * @throws {NotFoundError} when the migrations have not made it.
 */
export async function readModuleRow(
  tx: DatabaseOrTransaction,
  definition: ModuleDefinition,
): Promise<ModuleRow> {
  const [row] = await tx
    .select()
    .from(integrationModules)
    .where(eq(integrationModules.slug, definition.slug));
  return parseRow(row, definition);
}

/** The same, locked until the transaction ends. */
export async function lockModuleRow(tx: Transaction, definition: ModuleDefinition): Promise<ModuleRow> {
  const [row] = await tx
    .select()
    .from(integrationModules)
    .where(eq(integrationModules.slug, definition.slug))
    .for("update");
  return parseRow(row, definition);
}

function parseRow(
  row: typeof integrationModules.$inferSelect | undefined,
  definition: ModuleDefinition,
): ModuleRow {
  if (!row) throw new NotFoundError(`The module ${definition.slug} is not in the database.`);
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
