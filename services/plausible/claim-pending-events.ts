import { and, asc, eq, inArray, lte, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { emailTrackingEvents } from "@/db/schema/email";

/** Seconds that a claimed event belongs to its worker; a worker that died leaves it to the next. */
const leaseSeconds = 60;

export type PendingEvent = typeof emailTrackingEvents.$inferSelect;

/** Takes up to `limit` events that are due, for this worker alone. */
export async function claimPendingEvents(limit: number): Promise<PendingEvent[]> {
  return database().transaction(async (tx) => {
    const due = await tx
      .select()
      .from(emailTrackingEvents)
      .where(
        and(
          eq(emailTrackingEvents.plausibleStatus, "pending"),
          lte(emailTrackingEvents.plausibleNextAt, sql`UTC_TIMESTAMP(6)`),
        ),
      )
      .orderBy(asc(emailTrackingEvents.plausibleNextAt), asc(emailTrackingEvents.id))
      .limit(limit)
      .for("update", { skipLocked: true });
    if (due.length > 0) {
      await tx
        .update(emailTrackingEvents)
        .set({
          plausibleNextAt: sql`UTC_TIMESTAMP(6) + INTERVAL ${leaseSeconds} SECOND`,
          plausibleAttempts: sql`${emailTrackingEvents.plausibleAttempts} + 1`,
        })
        .where(
          inArray(
            emailTrackingEvents.id,
            due.map(({ id }) => id),
          ),
        );
    }
    return due;
  });
}
