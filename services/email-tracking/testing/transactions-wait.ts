import { expect } from "vitest";
import { connection } from "@/db/client";

/** Resolves when so many transactions wait for a lock. Asked more often, the server says what it said before. */
export async function transactionsWait(transactions: number) {
  const query = "SELECT COUNT(*) AS n FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'";
  const count = async () => Number(((await connection().pool.query(query))[0] as { n: number }[])[0]?.n);
  await expect.poll(count, { interval: 150, timeout: 3_000 }).toBe(transactions);
}
