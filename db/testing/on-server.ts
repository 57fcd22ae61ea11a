import { randomBytes } from "node:crypto";
import { type Connection, createConnection } from "mysql2/promise";

/**
 * Works on a connection of its own to a database server, which takes several statements at a time.
 * @param server its URL, with an account that may create databases
 */
export async function onServer<Result>(
  server: string,
  work: (connection: Connection) => Promise<Result>,
): Promise<Result> {
  const connection = await createConnection({ uri: server, multipleStatements: true });
  try {
    return await work(connection);
  } finally {
    await connection.end();
  }
}

/** The statement for a new database with the character set that a portal's has. */
export const createDatabase = (name: string) =>
  `CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`;

/** A name that no other test's database has. */
export const newName = () => `test_${randomBytes(8).toString("hex")}`;
