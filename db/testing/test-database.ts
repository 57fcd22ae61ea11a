import { randomBytes } from "node:crypto";
import { createConnection } from "mysql2/promise";
import { connect } from "@/db/connect";
import { migrate } from "@/db/migrate";

/**
 * Makes an empty, migrated database of its own for a test file, on the real server that the run has started.
 * @returns its URL, a pool on it and Drizzle on that pool; `close` drops it.
 */
export async function createTestDatabase() {
  const server = process.env.TEST_DATABASE_SERVER;
  if (!server)
    throw new Error("TEST_DATABASE_SERVER is not set: run the tests with vitest and its configuration");
  const name = `test_${randomBytes(8).toString("hex")}`;
  await onServer(server, `CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  const url = new URL(name, server).href;
  await migrate(url);
  const { db, pool } = connect(url);
  return {
    url,
    db,
    pool,
    async close() {
      await pool.end();
      await onServer(server, `DROP DATABASE IF EXISTS ${name}`);
    },
  };
}

async function onServer(server: string, statement: string) {
  const connection = await createConnection({ uri: server });
  try {
    await connection.query(statement);
  } finally {
    await connection.end();
  }
}
