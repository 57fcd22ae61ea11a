import { drizzle } from "drizzle-orm/mysql2";
import { createPool } from "mysql2/promise";
import * as auth from "./schema/auth";
import * as email from "./schema/email";
import * as modules from "./schema/integration-modules";
import * as tickets from "./schema/tickets";

export const schema = { ...auth, ...tickets, ...email, ...modules };

/**
 * Opens a pool on a MariaDB 10.6+ or MySQL 8 server and wraps it in Drizzle.
 * @param databaseUrl `mysql://user:password@host:port/database`, or with `?socketPath=/path` instead of the host.
 */
export function connect(databaseUrl: string, options: { connectionLimit?: number } = {}) {
  const pool = createPool({
    uri: databaseUrl.replace(/^mariadb:/, "mysql:"),
    connectionLimit: options.connectionLimit ?? 10,
    // DATETIME holds UTC: the driver must not move it to the machine's zone, on either way.
    timezone: "Z",
    charset: "utf8mb4_bin",
    supportBigNumbers: true,
    enableKeepAlive: true,
  });
  // READ COMMITTED: the outbox and the event writer lock the rows they name, not the gaps between them. The
  // server's clock must be UTC too, for CURRENT_TIMESTAMP defaults. A new connection runs this before its first query.
  pool.pool.on("connection", (connection) => {
    connection.query("SET SESSION time_zone = '+00:00'");
    connection.query("SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED");
  });
  const db = drizzle(pool, { schema, mode: "default" });
  return { db, pool, close: () => pool.end() };
}

export type Connection = ReturnType<typeof connect>;
export type Database = Connection["db"];
/** What a verb inside a transaction gets: the same methods as {@link Database}. */
export type Transaction = Parameters<Parameters<Database["transaction"]>[0]>[0];
export type DatabaseOrTransaction = Database | Transaction;
