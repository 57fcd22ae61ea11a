import type { Actor } from "@/services/auth/actor";
import { ForbiddenError, InvalidInputError } from "@/services/errors";
import { moduleDefinition } from "@/services/integration-modules/module-definitions";
import { settingsIfSaved } from "@/services/integration-modules/update-module";
import type { ConnectionStep } from "./connection-step";

export type ConnectionTest = {
  slug: string;
  /** What the form holds and is not saved yet. */
  settings: Record<string, unknown>;
  /** Also the step that leaves a trace at the other end, such as an event that Plausible counts. */
  withExtra?: boolean;
};

/**
 * Connects with what the form holds, saved or not, and says what worked and what did not, step by step: what the
 * module's definition names as its test.
 * @throws {ForbiddenError} unless an admin asks; {InvalidInputError} naming a setting that is not usable
 */
export async function testConnection(actor: Actor, test: ConnectionTest): Promise<ConnectionStep[]> {
  if (actor.role !== "admin") throw new ForbiddenError();
  const { connection } = moduleDefinition(test.slug);
  if (!connection) throw new InvalidInputError("This module connects to nothing.", "slug");
  const settings = await settingsIfSaved(test.slug, test.settings);
  return connection.test(settings, { withExtra: test.withExtra ?? false });
}
