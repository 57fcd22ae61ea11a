import type { z } from "zod";
import { NotFoundError } from "@/services/errors";
import { emailModule } from "./definitions/email";
import { imapModule } from "./definitions/imap";
import { plausibleModule } from "./definitions/plausible";
import { resendModule } from "./definitions/resend";
import { smtpModule } from "./definitions/smtp";
import type { ModuleDefinition } from "./module-definition";

/** Every module there is, by slug. A new one is a definition and a line here; its row is made when it is looked at. */
const bySlug = {
  plausible: plausibleModule,
  email: emailModule,
  resend: resendModule,
  smtp: smtpModule,
  imap: imapModule,
};

export const moduleDefinitions: readonly ModuleDefinition[] = Object.values(bySlug);

export type ModuleSlug = keyof typeof bySlug;
export type SettingsOf<Slug extends ModuleSlug> = z.infer<(typeof bySlug)[Slug]["schema"]>;

/** @throws {NotFoundError} when no module has this slug. */
export function moduleDefinition(slug: string): ModuleDefinition {
  const definition = moduleDefinitions.find((candidate) => candidate.slug === slug);
  if (!definition) throw new NotFoundError("There is no such module.");
  return definition;
}
