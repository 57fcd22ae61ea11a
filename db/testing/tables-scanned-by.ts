import { format, type RowDataPacket } from "mysql2";
import type { Connection } from "mysql2/promise";
import { expect } from "vitest";
import { connection } from "@/db/client";

// Small tables are read as a whole by any sensible plan.
const smallTable = 200;

type Query = { sql: string; values?: unknown[] };

/**
 * Runs the work and returns, for each SELECT it sent, the tables that the server would read as a whole (EXPLAIN).
 * @param on whose statements are looked at: the process's pool, or a connection beside it
 */
export async function tablesScannedBy(
  work: () => Promise<unknown>,
  on: Pick<Connection, "query"> = connection().pool,
): Promise<string[]> {
  const statements: string[] = [];
  const original = on.query;
  // Drizzle hands over an options object and the parameters apart.
  on.query = ((query: Query | string, values?: unknown[]) => {
    const sql = typeof query === "string" ? query : query.sql;
    const filled = format(sql, (values ?? (typeof query === "string" ? [] : query.values)) as string[]);
    statements.push(...filled.split(/;\s+/));
    return original.call(on, query as never, values);
  }) as typeof on.query;
  try {
    await work();
  } finally {
    on.query = original;
  }
  const selects = statements.filter((statement) => /^\s*(\(?select|with)/i.test(statement));
  expect(selects.length).toBeGreaterThan(0);
  const scanned: string[] = [];
  for (const statement of selects) {
    const [plan] = await connection().pool.query<RowDataPacket[]>(`EXPLAIN ${statement}`);
    for (const step of plan)
      if (step.type === "ALL" && Number(step.rows) > smallTable) scanned.push(`${step.table}: ${statement}`);
  }
  return scanned;
}
