import { and, desc, eq } from "drizzle-orm";
import { database } from "@/db/client";
import type { Transaction } from "@/db/connect";
import { contactErasures, type ErasureStrength } from "@/db/schema/privacy";
import { contacts } from "@/db/schema/tickets";
import { recordAudit } from "@/services/audit/record-audit";
import type { Actor } from "@/services/auth/actor";
import { requireRole } from "@/services/auth/require-role";
import { recordConsent } from "@/services/contacts/record-consent";
import { NotFoundError } from "@/services/errors";
import { noteErasedAddress } from "./erased-addresses";
import { erasedAddressOf } from "./erased-identity";
import { firstStage } from "./erasure-stages";

export type Erasure = typeof contactErasures.$inferSelect;

/**
 * Begins to erase what is held about a contact: `tracking` what tracking recorded, `contact` also who they are. From the
 * commit on nothing more is recorded of them; {@link finishErasure} does the work. The audit log says that it was done,
 * by whom and how thoroughly, and nothing of what was erased.
 * @returns the new erasure, or the one that is still at work, or that has left nothing to erase.
 * @throws {ForbiddenError} for agents; {NotFoundError}
 */
export async function startErasure(actor: Actor, contactId: number, strength: ErasureStrength) {
  requireRole(actor, "admin");
  return database().transaction((tx) => startErasureIn(tx, actor, contactId, strength));
}

/** {@link startErasure} in a transaction of the caller's, for one who needs not be an admin. */
export async function startErasureIn(
  tx: Transaction,
  actor: Actor,
  contactId: number,
  strength: ErasureStrength,
): Promise<Erasure> {
  const [contact] = await tx.select().from(contacts).where(eq(contacts.id, contactId)).for("update");
  if (!contact) throw new NotFoundError(`There is no contact ${contactId}.`);
  const [running] = await tx
    .select()
    .from(contactErasures)
    .where(
      and(
        eq(contactErasures.contactId, contactId),
        eq(contactErasures.strength, strength),
        eq(contactErasures.status, "running"),
      ),
    );
  if (running) return running;
  const [finished] = strength === "contact" ? await erasuresOfNobody(tx, contact) : [];
  if (finished) return finished;
  await recordConsent(tx, actor, contact, { consent: "opted_out", source: "erasure" });
  await noteErasedAddress(tx, contact.email);
  await recordAudit(tx, actor, {
    action: "contact.erased",
    targetType: "contact",
    targetId: contactId,
    changes: { strength: { from: null, to: strength } },
  });
  const [inserted] = await tx.insert(contactErasures).values({
    ...{ contactId, strength, stage: firstStage },
    requestedBy: actor.name.slice(0, 255),
  });
  const [erasure] = await tx.select().from(contactErasures).where(eq(contactErasures.id, inserted.insertId));
  if (!erasure) throw new Error("an erasure that was just begun cannot be read");
  return erasure;
}

/** The erasure that made nobody of a contact. Its stages would take the words that stand for the name for a name. */
async function erasuresOfNobody(tx: Transaction, { id, email }: { id: number; email: string }) {
  if (email !== erasedAddressOf(id)) return [];
  return tx
    .select()
    .from(contactErasures)
    .where(and(eq(contactErasures.contactId, id), eq(contactErasures.strength, "contact")))
    .orderBy(desc(contactErasures.id))
    .limit(1);
}
