import { and, desc, eq } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/db/connect";
import { auditLog } from "@/db/schema/auth";
import { readChanges } from "@/services/audit/read-changes";
import { ChangedMeanwhileError, type ChangeMeanwhile } from "@/services/errors";
import type { ModuleDefinition } from "./module-definition";

/** The action under which the audit log keeps every save of a module. */
export const moduleUpdated = "integration_module.updated";
const mostSaves = 200;

/**
 * What a caller is told whose version is no longer the module's: which settings are other ones now, who saved them, when,
 * and what they were. Every save is one version and one entry in the audit log, so the newest entries are the ones missed.
 * @param seen the versions that the caller would have accepted: what was changed since the latest of them
 * @param version the one there is
 */
export async function changedMeanwhile(
  tx: DatabaseOrTransaction,
  definition: ModuleDefinition,
  seen: readonly number[],
  version: number,
): Promise<ChangedMeanwhileError> {
  // One that is none of ours says nothing of what its owner saw.
  const latest = Math.max(...seen.filter((one) => one >= 1 && one < version));
  const missed = Number.isFinite(latest) ? Math.min(version - latest, mostSaves) : 0;
  const entries = missed
    ? await tx
        .select()
        .from(auditLog)
        .where(
          and(
            eq(auditLog.targetType, "integration_module"),
            eq(auditLog.targetId, definition.slug),
            eq(auditLog.action, moduleUpdated),
          ),
        )
        .orderBy(desc(auditLog.id))
        .limit(missed)
    : [];
  const changes = sumUp(definition, entries.reverse());
  return new ChangedMeanwhileError(inWords(definition, changes), version, changes);
}

/** Of several saves of one setting: what it was before the first, and who made it what it is. */
function sumUp(definition: ModuleDefinition, entries: (typeof auditLog.$inferSelect)[]): ChangeMeanwhile[] {
  const changes = new Map<string, ChangeMeanwhile>();
  for (const { changes: stored, actorName, occurredAt } of entries) {
    for (const [field, { from, to }] of Object.entries(readChanges(stored) ?? {})) {
      const before = changes.get(field);
      changes.delete(field);
      changes.set(field, {
        field,
        label: labelOf(definition, field),
        from: before ? before.from : (from ?? null),
        to: to ?? null,
        by: actorName,
        at: occurredAt,
      });
    }
  }
  // Changed and changed back is as it was, unless it is a secret, of which only the mask can be compared.
  return [...changes.values()].filter(({ field, from, to }) => from !== to || isSecret(definition, field));
}

function labelOf(definition: ModuleDefinition, field: string): string {
  if (field === "enabled") return "Enabled";
  return definition.fields.find(({ name }) => name === field)?.label ?? field;
}

function isSecret(definition: ModuleDefinition, field: string): boolean {
  return definition.fields.some(({ name, type }) => name === field && type === "secret");
}

function inWords(definition: ModuleDefinition, changes: ChangeMeanwhile[]): string {
  const people = [...new Set(changes.map(({ by }) => by))].join(" and ");
  const what = changes.map(({ label }) => label).join(", ");
  return changes.length
    ? `${people} changed ${definition.name} meanwhile (${what}). Nothing of yours was saved.`
    : `${definition.name} was saved by somebody else meanwhile. Nothing of yours was saved.`;
}
