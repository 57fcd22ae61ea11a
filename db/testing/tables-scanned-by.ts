import type { RowDataPacket } from "mysql2";
import { expect } from "vitest";
import { connection } from "@/db/client";

// Small tables are read as a whole by any sensible plan.
const smallTable = 200;

/** Runs the work and returns, for each SELECT it sent, the tables that the server would read as a whole (EXPLAIN). */
export async function tablesScannedBy(work: () => Promise<unknown>): Promise<string[]> {
  const { pool } = connection();
  const statements: { sql: string; values: unknown[] }[] = [];
  const original = pool.query;
  // Drizzle hands the pool an options object and the parameters apart.
  pool.query = ((options: { sql: string }, values: unknown[]) => {
    statements.push({ sql: options.sql, values });
    return original.call(pool, options as never, values);
  }) as typeof pool.query;
  try {
    await work();
  } finally {
    pool.query = original;
  }
  const selects = statements.filter(({ sql }) => /^\s*(\(?select|with)/i.test(sql));
  expect(selects.length).toBeGreaterThan(0);
  const scanned: string[] = [];
  for (const { sql, values } of selects) {
    const [plan] = await pool.query<RowDataPacket[]>(`EXPLAIN ${sql}`, values);
    for (const step of plan)
      if (step.type === "ALL" && Number(step.rows) > smallTable) scanned.push(`${step.table}: ${sql}`);
  }
  return scanned;
}
