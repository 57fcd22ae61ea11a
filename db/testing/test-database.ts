import { inject } from "vitest";
import { connect } from "@/db/connect";
import { createDatabase, newName, onServer } from "./on-server";

/**
 * Makes an empty, migrated database of its own for a test file, on the real server that the run has started.
 * @returns its URL, a pool on it and Drizzle on that pool; `close` drops it.
 */
export async function createTestDatabase() {
  const server = process.env.TEST_DATABASE_SERVER;
  if (!server)
    throw new Error("TEST_DATABASE_SERVER is not set: run the tests with vitest and its configuration");
  const name = newName();
  await onServer(server, (connection) =>
    connection.query(`${createDatabase(name)}; USE ${name}; ${inject("databaseTemplate")}`),
  );
  const { db, pool } = connect(new URL(name, server).href);
  return {
    url: new URL(name, server).href,
    db,
    pool,
    async close() {
      await pool.end();
      await onServer(server, (connection) => connection.query(`DROP DATABASE IF EXISTS ${name}`));
    },
  };
}
