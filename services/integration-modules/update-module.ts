import { eq, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { integrationModules } from "@/db/schema/integration-modules";
import { env } from "@/env";
import type { Changes } from "@/services/audit/changes-between";
import { recordAudit } from "@/services/audit/record-audit";
import type { Actor } from "@/services/auth/actor";
import { ForbiddenError, InvalidInputError } from "@/services/errors";
import { changedMeanwhile, moduleUpdated } from "./changed-meanwhile";
import { type ModuleView, moduleView } from "./get-module";
import type { ModuleDefinition, SettingField } from "./module-definition";
import { moduleDefinition } from "./module-definitions";
import { lockModuleRow, type ModuleRow, readModuleRow } from "./module-row";
import { resolveSettings } from "./resolve-settings";
import { decryptSecret, encryptSecret } from "./secrets";
import { forgetTrackingSettings } from "./tracking-settings";

export type ModuleUpdate = {
  enabled?: boolean;
  /** Setting name → new value; `null` or an empty text goes back to the environment or the default. */
  settings?: Record<string, unknown>;
  /** The version that the caller saw, or several of which one must be it; left out, the last save wins. */
  version?: number | readonly number[];
};

export type ModuleUpdated = {
  module: ModuleView;
  /** What this save changed, secrets masked: also what it replaced. Empty when all was so already. */
  changes: Changes;
};

type Stored = Pick<ModuleRow, "enabled" | "settings" | "secrets">;

/**
 * What would be in force if these settings were saved, secrets included: to try them before. Nothing is saved.
 * @throws {NotFoundError}; {InvalidInputError} naming the setting
 */
export async function settingsIfSaved(
  slug: string,
  settings: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const definition = moduleDefinition(slug);
  const { after } = applyUpdate(definition, await readModuleRow(database(), definition), { settings });
  const wouldBe = inForce(definition, after);
  const problem = definition.check?.(wouldBe);
  if (problem) throw new InvalidInputError(problem.message, problem.field);
  return definition.schema.parse(wouldBe);
}

/**
 * Saves a module's switch and settings, with an entry in the audit log, in one transaction.
 * @throws {ForbiddenError} unless an admin asks; {NotFoundError}; {InvalidInputError} naming the setting;
 * {ChangedMeanwhileError} when somebody saved since `version`, with what they changed.
 */
export async function updateModule(actor: Actor, slug: string, update: ModuleUpdate): Promise<ModuleUpdated> {
  if (actor.role !== "admin") throw new ForbiddenError();
  const definition = moduleDefinition(slug);
  const updated = await database().transaction(async (tx) => {
    const before = await lockModuleRow(tx, definition);
    const seen = update.version === undefined ? null : [update.version].flat();
    if (seen && !seen.includes(before.version)) {
      throw await changedMeanwhile(tx, definition, seen, before.version);
    }
    if (definition.alwaysOn && update.enabled === false)
      throw new InvalidInputError(`${definition.name} cannot be switched off.`, "enabled");
    const { after, changes } = applyUpdate(definition, before, update);
    const problem = definition.check?.(inForce(definition, after));
    if (problem && concerns(problem.field, changes, update))
      throw new InvalidInputError(problem.message, problem.field);
    if (Object.keys(changes).length === 0) return { module: moduleView(definition, before), changes };
    await tx
      .update(integrationModules)
      .set({
        ...after,
        version: sql`${integrationModules.version} + 1`,
        updatedAt: new Date(),
        updatedByUserId: actor.kind === "user" ? actor.userId : null,
      })
      .where(eq(integrationModules.slug, slug));
    await recordAudit(tx, actor, {
      action: moduleUpdated,
      targetType: "integration_module",
      targetId: slug,
      changes,
    });
    return { module: moduleView(definition, await readModuleRow(tx, definition)), changes };
  });
  forgetTrackingSettings();
  return updated;
}

function applyUpdate(definition: ModuleDefinition, before: Stored, update: ModuleUpdate) {
  const after: Stored = {
    enabled: update.enabled ?? before.enabled,
    settings: { ...before.settings },
    secrets: { ...before.secrets },
  };
  const changes: Changes = {};
  if (after.enabled !== before.enabled) changes.enabled = { from: before.enabled, to: after.enabled };
  for (const [name, given] of Object.entries(update.settings ?? {})) {
    const field = definition.fields.find((candidate) => candidate.name === name);
    if (!field)
      throw new InvalidInputError(`${definition.name} has no setting “${name.slice(0, 64)}”.`, name);
    const change = applySetting(definition, field, given, after);
    if (change) changes[name] = change;
  }
  return { after, changes };
}

/** Changes one setting of `after`. @returns the change as the audit log keeps it, or null when nothing changed. */
function applySetting(definition: ModuleDefinition, field: SettingField, given: unknown, after: Stored) {
  const value =
    given === null || (typeof given === "string" && given.trim() === "")
      ? null
      : parse(definition, field, given);
  if (field.type !== "secret") {
    const from = after.settings[field.name] ?? null;
    if (from === value) return null;
    if (value === null) delete after.settings[field.name];
    else after.settings[field.name] = value;
    return { from, to: value };
  }
  const had = after.secrets[field.name] !== undefined;
  if (value === null) delete after.secrets[field.name];
  else after.secrets[field.name] = encryptSecret(String(value), `${definition.slug}/${field.name}`);
  return had || value !== null ? { from: had ? "•••" : null, to: value === null ? null : "•••" } : null;
}

function parse(definition: ModuleDefinition, field: SettingField, given: unknown): unknown {
  const result = definition.schema.shape[field.name]?.safeParse(given);
  if (result?.success) return result.data;
  throw new InvalidInputError(
    `${field.label}: ${result?.error?.issues[0]?.message ?? "not usable"}`,
    field.name,
  );
}

function inForce(definition: ModuleDefinition, stored: Stored) {
  const resolved = resolveSettings(definition, stored, env(), decryptSecret);
  return Object.fromEntries([...resolved].map(([name, { value }]) => [name, value]));
}

/** A problem that was there before must not keep an admin from switching the module off. */
function concerns(field: string, changes: Changes, update: ModuleUpdate): boolean {
  return update.enabled === true || field in changes || Object.keys(update.settings ?? {}).length > 0;
}
