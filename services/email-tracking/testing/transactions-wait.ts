import { expect } from "vitest";
import { connection } from "@/db/client";

const query = `SELECT COUNT(*) AS n FROM information_schema.innodb_trx t
  JOIN information_schema.processlist p ON p.id = t.trx_mysql_thread_id
  WHERE t.trx_state = 'LOCK WAIT' AND p.db = DATABASE()`;

/** Resolves when so many transactions of this test's database wait for a lock. */
export async function transactionsWait(transactions: number) {
  const count = async () => Number(((await connection().pool.query(query))[0] as { n: number }[])[0]?.n);
  // Asked more often, the server says what it said before.
  await expect.poll(count, { interval: 150, timeout: 3_000 }).toBe(transactions);
}
