import type { SQL } from "drizzle-orm";
import type { DatabaseOrTransaction } from "@/db/connect";

/** The only row of a statement, whose columns are read by name: as numbers or texts. */
export async function readRow(database: DatabaseOrTransaction, statement: SQL) {
  const [rows] = await database.execute(statement);
  const [row = {}] = rows as unknown as Record<string, unknown>[];
  return {
    /** SUM and COUNT arrive as text or as a number; null is 0. */
    number: (name: string) => Number(row[name] ?? 0),
    text: (name: string) => (row[name] === null || row[name] === undefined ? null : String(row[name])),
  };
}
