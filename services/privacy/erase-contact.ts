import { eq } from "drizzle-orm";
import { database } from "@/db/client";
import { contactErasures, type ErasureStrength } from "@/db/schema/privacy";
import type { Actor } from "@/services/auth/actor";
import { finishErasure } from "./run-erasure";
import { type Erasure, startErasure } from "./start-erasure";

/** How long a caller waits for the end of an erasure, in milliseconds. */
const patienceMs = 5000;

/**
 * Erases what is held about a contact, for an admin: see {@link startErasure}.
 * @returns the erasure: done, or still at work in the background when there is much.
 * @throws {ForbiddenError} for agents; {NotFoundError}
 */
export async function eraseContact(
  actor: Actor,
  contactId: number,
  strength: ErasureStrength,
): Promise<Erasure> {
  const erasure = await startErasure(actor, contactId, strength);
  await finishErasure(erasure.id, patienceMs);
  const [now] = await database().select().from(contactErasures).where(eq(contactErasures.id, erasure.id));
  return now ?? erasure;
}
