import type { Actor } from "@/services/auth/actor";
import { ForbiddenError, InvalidInputError } from "@/services/errors";
import { settingsIfSaved } from "@/services/integration-modules/update-module";
import type { ConnectionStep } from "./connection-step";
import { testImap } from "./test-imap";
import { testPlausible } from "./test-plausible";
import { testResend } from "./test-resend";
import { testSmtp } from "./test-smtp";

export type ConnectionTest = {
  slug: string;
  /** What the form holds and is not saved yet. */
  settings: Record<string, unknown>;
  /** Plausible only: also send an event, which is counted. */
  sendEvent: boolean;
};

/**
 * Connects with what the form holds, saved or not, and says what worked and what did not, step by step.
 * @throws {ForbiddenError} unless an admin asks; {InvalidInputError} naming a setting that is not usable
 */
export async function testConnection(actor: Actor, test: ConnectionTest): Promise<ConnectionStep[]> {
  if (actor.role !== "admin") throw new ForbiddenError();
  const { slug, settings } = test;
  if (slug === "plausible") return testPlausible(await settingsIfSaved(slug, settings), test.sendEvent);
  if (slug === "resend") return testResend(await settingsIfSaved(slug, settings));
  if (slug === "smtp") return testSmtp(await settingsIfSaved(slug, settings));
  if (slug === "imap") return testImap(await settingsIfSaved(slug, settings));
  throw new InvalidInputError("This module connects to nothing.", "slug");
}
