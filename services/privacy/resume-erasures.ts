import { and, eq, isNull, lt, or, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { contactDataRequests, contactErasures } from "@/db/schema/privacy";
import { runErasure } from "./run-erasure";
import { sweepErasures } from "./sweep-erasures";

const erasuresAtOnce = 10;
/** Days that a request is remembered after its link stopped working. */
const keptDays = 30;
const purgedAtOnce = 1000;

/**
 * Takes up erasures that nobody is at: their process died, or they waited for a mail that was being sent. Then finishes
 * those that are done.
 */
export async function resumeErasures(): Promise<void> {
  const waiting = await database()
    .select({ id: contactErasures.id })
    .from(contactErasures)
    .where(
      and(
        isNull(contactErasures.sweptAt),
        eq(contactErasures.status, "running"),
        or(isNull(contactErasures.leaseUntil), lt(contactErasures.leaseUntil, sql`UTC_TIMESTAMP(6)`)),
      ),
    )
    .limit(erasuresAtOnce);
  for (const { id } of waiting) await runErasure(id);
  await sweepErasures();
}

/** Forgets old requests of recipients, a bounded number at a time. */
export async function forgetOldDataRequests(): Promise<void> {
  await database()
    .delete(contactDataRequests)
    .where(lt(contactDataRequests.expiresAt, sql`UTC_TIMESTAMP(6) - INTERVAL ${keptDays} DAY`))
    .limit(purgedAtOnce);
}
