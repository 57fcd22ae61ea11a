import { sql } from "drizzle-orm";
import { database } from "@/db/client";
import { workerLeases } from "@/db/schema/workers";

/** Every worker that shows that it runs, and after how long a silence something is wrong. */
export const workers = [
  { name: "outbox", title: "The outbox", longestSilenceMs: 60_000 },
  { name: "incoming mail", title: "The reader of incoming mail", longestSilenceMs: 60_000 },
  { name: "plausible forwarder", title: "The forwarder to Plausible", longestSilenceMs: 60_000 },
  { name: "retention", title: "The one that deletes what is too old", longestSilenceMs: 90_000 },
] as const;

export type WorkerName = (typeof workers)[number]["name"];

/** More often is not worth a row: a process notes it that seldom, whatever its worker does meanwhile. */
const noteEveryMs = 10_000;
const notedAt = new Map<WorkerName, number>();

/**
 * Notes that a worker looks for work, in any process. Called at every turn of its loop, where a failure is no other than
 * that of the work itself.
 */
export async function noteWorkerRun(name: WorkerName): Promise<void> {
  const now = performance.now();
  if (now - (notedAt.get(name) ?? Number.NEGATIVE_INFINITY) < noteEveryMs) return;
  notedAt.set(name, now);
  await database()
    .insert(workerLeases)
    .values({ name, lastRunAt: sql`UTC_TIMESTAMP(6)` })
    .onDuplicateKeyUpdate({ set: { lastRunAt: sql`UTC_TIMESTAMP(6)` } });
}

/** When each worker ran last, by the database's clock; one that never did is not in it. */
export async function readWorkerRuns(): Promise<Map<string, { lastRunAt: Date; ageMs: number }>> {
  const rows = await database()
    .select({
      name: workerLeases.name,
      lastRunAt: workerLeases.lastRunAt,
      ageMs: sql`TIMESTAMPDIFF(MICROSECOND, ${workerLeases.lastRunAt}, UTC_TIMESTAMP(6)) / 1000`.mapWith(
        Number,
      ),
    })
    .from(workerLeases);
  return new Map(
    rows.flatMap(({ name, lastRunAt, ageMs }) => (lastRunAt ? [[name, { lastRunAt, ageMs }] as const] : [])),
  );
}
