import { drizzle } from "drizzle-orm/mysql2";
import { createConnection, createPool, type Connection as ServerConnection } from "mysql2/promise";
import * as auth from "./schema/auth";
import * as email from "./schema/email";
import * as inbound from "./schema/inbound";
import * as modules from "./schema/integration-modules";
import * as privacy from "./schema/privacy";
import * as tickets from "./schema/tickets";
import * as workers from "./schema/workers";

export const schema = { ...auth, ...tickets, ...email, ...inbound, ...modules, ...privacy, ...workers };

/**
 * Opens a pool on a MariaDB 10.6+ or MySQL 8 server and wraps it in Drizzle.
 * @param databaseUrl `mysql://user:password@host:port/database`, or with `?socketPath=/path` instead of the host.
 */
export function connect(databaseUrl: string, options: { connectionLimit?: number } = {}) {
  const pool = createPool({
    ...connectionOptions(databaseUrl),
    connectionLimit: options.connectionLimit ?? 10,
  });
  // A new connection runs this before its first query.
  pool.pool.on("connection", (connection) => {
    for (const statement of sessionStatements) connection.query(statement);
  });
  const db = drizzle(pool, { schema, mode: "default" });
  return { db, pool, close: () => pool.end() };
}

function connectionOptions(databaseUrl: string) {
  return {
    uri: databaseUrl.replace(/^mariadb:/, "mysql:"),
    // DATETIME holds UTC: the driver must not move it to the machine's zone, on either way.
    timezone: "Z",
    charset: "utf8mb4_bin",
    supportBigNumbers: true,
    enableKeepAlive: true,
  };
}

// READ COMMITTED: the outbox and the event writer lock the rows they name, not the gaps between them. The server's
// clock must be UTC too, for CURRENT_TIMESTAMP defaults.
const sessionStatements = [
  "SET SESSION time_zone = '+00:00'",
  "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED",
];

const connectTimeoutMs = 2_000;

/**
 * Opens one connection for who must not wait in a pool's queue: it takes several statements at a time (separated by
 * semicolons), so that a transaction costs one round trip. Its owner closes it, or destroys it when it hangs.
 * @throws the driver's error when the server does not take it within 2 s.
 */
export async function openConnection(databaseUrl: string): Promise<ServerConnection> {
  const connection = await createConnection({
    ...connectionOptions(databaseUrl),
    multipleStatements: true,
    connectTimeout: connectTimeoutMs,
  });
  // The driver escapes with backslashes: a server that is set to take them literally must not here.
  const mode = "SET SESSION sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'";
  await connection.query([...sessionStatements, mode].join("; "));
  return connection;
}

/** Drizzle on a connection of {@link openConnection}, inside whatever transaction that is in. */
export function drizzleOn(connection: ServerConnection): Database {
  return drizzle(connection, { schema, mode: "default" }) as unknown as Database;
}

export type Connection = ReturnType<typeof connect>;
export type Database = Connection["db"];
/** What a verb inside a transaction gets: the same methods as {@link Database}. */
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];
export type DatabaseOrTransaction = Database | Transaction;
