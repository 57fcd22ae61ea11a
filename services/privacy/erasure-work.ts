import type { Transaction } from "@/db/connect";
import type { ErasureStrength } from "@/db/schema/privacy";
import type { Contact } from "@/services/contacts/find-or-create-contact";

export type ErasureWork = { tx: Transaction; erasureId: number; contact: Contact; strength: ErasureStrength };

/** A mail to the contact is being sent right now: the erasure waits for the end of it. */
export class ErasureMustWaitError extends Error {
  override name = "ErasureMustWaitError";
}

/**
 * One batch of a stage, small enough that nobody waits for its locks. Done again after a crash it changes nothing more.
 * @param progress what the batch before returned; null at the start of the stage.
 * @returns null when the stage is done.
 */
export type StageBatch = (work: ErasureWork, progress: string | null) => Promise<string | null>;
