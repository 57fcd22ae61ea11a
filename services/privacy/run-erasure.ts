import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { and, eq, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { contactErasures } from "@/db/schema/privacy";
import { contacts } from "@/db/schema/tickets";
import { isLockConflict } from "@/services/database-errors";
import { loggableError } from "@/services/email-tracking/loggable-error";
import { wakeLive } from "@/services/live/ticket-changes";
import { log } from "@/services/logging/log";
import { nextStage, stageBatch } from "./erasure-stages";
import { ErasureMustWaitError } from "./erasure-work";

/** A process that died holds its erasure for this long. */
const leaseSeconds = 20;
const retriesOfABatch = 5;

/** Another process took the erasure over. */
class ErasureLostError extends Error {
  override name = "ErasureLostError";
}

/**
 * Does an erasure, or what is left of it, batch by batch: each in a transaction that also notes how far it has come, so
 * that a process that dies loses nothing and does nothing twice that matters.
 * @returns whether it is done: false when another process is at it, or it has to wait for a mail that is being sent.
 * @throws what the database throws; it can be called again.
 */
export async function runErasure(erasureId: number): Promise<boolean> {
  const owner = randomUUID();
  if (!(await takeLease(erasureId, owner))) return isDone(erasureId);
  try {
    while (await nextBatch(erasureId, owner)) wakeLive();
    return true;
  } catch (error) {
    if (error instanceof ErasureLostError) return false;
    await releaseLease(erasureId, owner);
    if (error instanceof ErasureMustWaitError) return false;
    throw error;
  }
}

/**
 * {@link runErasure} for somebody who waits, but not for ever.
 * @param patienceMs then the work goes on in the background, here or in the worker.
 * @returns whether it is done.
 */
export async function finishErasure(erasureId: number, patienceMs: number): Promise<boolean> {
  const work = runErasure(erasureId).catch((error: unknown) => {
    log().error({ ...loggableError(error), erasureId }, "an erasure was interrupted; it is taken up again");
    return false;
  });
  return Promise.race([work, sleep(patienceMs, false, { ref: false })]);
}

async function nextBatch(erasureId: number, owner: string): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await runBatch(erasureId, owner);
    } catch (error) {
      if (!isLockConflict(error) || attempt === retriesOfABatch) throw error;
      await sleep(Math.random() * 100 * attempt);
    }
  }
}

/** @returns whether there is more to do. */
async function runBatch(erasureId: number, owner: string): Promise<boolean> {
  return database().transaction(async (tx) => {
    const [erasure] = await tx
      .select()
      .from(contactErasures)
      .where(and(eq(contactErasures.id, erasureId), eq(contactErasures.leaseOwner, owner)))
      .for("update");
    if (!erasure) throw new ErasureLostError();
    const { strength, stage, progress } = erasure;
    const [contact] = await tx.select().from(contacts).where(eq(contacts.id, erasure.contactId));
    if (!contact) throw new Error(`the contact of erasure ${erasureId} is gone`);
    const reached = await stageBatch(stage)({ tx, erasureId, contact, strength }, progress);
    const next = reached === null ? nextStage(stage, strength) : stage;
    const done = {
      status: "done",
      finishedAt: sql`UTC_TIMESTAMP(6)`,
      leaseOwner: null,
      leaseUntil: null,
    } as const;
    const more = { stage: next ?? stage, progress: reached, leaseUntil: leaseEnd };
    await tx
      .update(contactErasures)
      .set(next === null ? done : more)
      .where(eq(contactErasures.id, erasureId));
    return next !== null;
  });
}

const leaseEnd = sql`UTC_TIMESTAMP(6) + INTERVAL ${leaseSeconds} SECOND`;

async function takeLease(erasureId: number, owner: string): Promise<boolean> {
  const [result] = await database()
    .update(contactErasures)
    .set({ leaseOwner: owner, leaseUntil: leaseEnd })
    .where(
      and(
        eq(contactErasures.id, erasureId),
        eq(contactErasures.status, "running"),
        sql`(${contactErasures.leaseUntil} IS NULL OR ${contactErasures.leaseUntil} < UTC_TIMESTAMP(6))`,
      ),
    );
  return result.affectedRows === 1;
}

async function releaseLease(erasureId: number, owner: string) {
  await database()
    .update(contactErasures)
    .set({ leaseOwner: null, leaseUntil: null })
    .where(and(eq(contactErasures.id, erasureId), eq(contactErasures.leaseOwner, owner)));
}

async function isDone(erasureId: number): Promise<boolean> {
  const [erasure] = await database()
    .select({ status: contactErasures.status })
    .from(contactErasures)
    .where(eq(contactErasures.id, erasureId));
  return erasure?.status === "done";
}
