import { eq } from "drizzle-orm";
import { z } from "zod";
import { database } from "@/db/client";
import { contacts, trackingConsents } from "@/db/schema/tickets";
import type { Actor } from "@/services/auth/actor";
import { requireRole } from "@/services/auth/require-role";
import { NotFoundError } from "@/services/errors";
import { recordConsent } from "./record-consent";

export const updateConsentSchema = z.object({
  consent: z.enum(trackingConsents, "Choose unknown, consented or opted_out."),
  source: z
    .string("Say where it comes from.")
    .trim()
    .min(1, "Say where it comes from, such as “order form, 3 May”.")
    .max(255, "Enter at most 255 characters."),
});

/**
 * Notes, for an admin, what a contact decided about tracking, and where that is on record.
 * @throws {ForbiddenError} for agents; {NotFoundError}
 */
export async function updateConsent(
  actor: Actor,
  contactId: number,
  input: z.output<typeof updateConsentSchema>,
): Promise<void> {
  requireRole(actor, "admin");
  await database().transaction(async (tx) => {
    const [contact] = await tx.select().from(contacts).where(eq(contacts.id, contactId)).for("update");
    if (!contact) throw new NotFoundError(`There is no contact ${contactId}.`);
    await recordConsent(tx, actor, contact, input);
  });
}
