import { randomUUID } from "node:crypto";
import { and, eq, isNull, lt, or, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { workerLeases } from "@/db/schema/workers";

/** A process that says nothing for so long is taken for dead, and another goes on with its work. */
const leaseSeconds = 30;

export type WorkerLease = {
  /** Keeps the lease for another while. @returns false when another process has it: stop at once. */
  renew(): Promise<boolean>;
};

/**
 * Does work that one process at a time may do, if no other does it now. Decided by one conditional UPDATE, so that it
 * holds on MariaDB, MySQL, Galera and TiDB alike.
 * @param name of the work, 64 characters at most
 * @returns what the work returns, or null when another process has the lease
 */
export async function underWorkerLease<Result>(
  name: string,
  work: (lease: WorkerLease) => Promise<Result>,
): Promise<Result | null> {
  const owner = randomUUID();
  if (!(await acquire(name, owner))) return null;
  try {
    return await work({ renew: () => acquire(name, owner) });
  } finally {
    await release(name, owner);
  }
}

async function acquire(name: string, owner: string): Promise<boolean> {
  const [result] = await database()
    .update(workerLeases)
    .set({
      owner,
      leasedUntil: sql`UTC_TIMESTAMP(6) + INTERVAL ${leaseSeconds} SECOND`,
      lastRunAt: sql`UTC_TIMESTAMP(6)`,
    })
    .where(
      and(
        eq(workerLeases.name, name),
        or(
          eq(workerLeases.owner, owner),
          isNull(workerLeases.leasedUntil),
          lt(workerLeases.leasedUntil, sql`UTC_TIMESTAMP(6)`),
        ),
      ),
    );
  if (result.affectedRows === 1) return true;
  const [inserted] = await database().insert(workerLeases).ignore().values({ name });
  return inserted.affectedRows === 1 && acquire(name, owner);
}

async function release(name: string, owner: string) {
  await database()
    .update(workerLeases)
    .set({ owner: null, leasedUntil: null })
    .where(and(eq(workerLeases.name, name), eq(workerLeases.owner, owner)));
}
