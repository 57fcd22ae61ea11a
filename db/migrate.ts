import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RowDataPacket } from "mysql2";
import { type Connection, createConnection } from "mysql2/promise";

/** Where the SQL files lie: beside this module in the sources, under the working directory once bundled. */
const migrationsFolder = join(process.cwd(), "db/migrations");
const lockName = "myportal_migrations";
const lockSeconds = 120;

// MySQL and MariaDB commit each DDL statement by itself. A process that dies between a statement and the note of
// it leaves that one statement done but not noted: repeating it must then not be an error.
const alreadyDone = new Set([
  "ER_TABLE_EXISTS_ERROR",
  "ER_DUP_FIELDNAME",
  "ER_DUP_KEYNAME",
  "ER_FK_DUP_NAME",
  "ER_CANT_DROP_FIELD_OR_KEY",
]);

/** A migration that could not be applied; names the file and the statement, and keeps the database's error as cause. */
export class MigrationError extends Error {
  override name = "MigrationError";
}

/**
 * Brings the database up to date. Safe to run twice, from several processes at once (a named lock lets one
 * work and the others wait) and after a crash at any point (progress is noted per statement).
 * @returns the names of the migrations applied now.
 * @throws {MigrationError}
 */
export async function migrate(databaseUrl: string, onStep: (name: string) => void = () => {}) {
  const connection = await createConnection({
    uri: databaseUrl.replace(/^mariadb:/, "mysql:"),
    timezone: "Z",
    charset: "utf8mb4_bin",
  });
  try {
    await takeLock(connection);
    await connection.query(
      `CREATE TABLE IF NOT EXISTS schema_migrations (
         name VARCHAR(255) NOT NULL PRIMARY KEY,
         statements_done INT NOT NULL,
         finished_at DATETIME(6) NULL
       ) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin`,
    );
    const applied: string[] = [];
    for (const name of await migrationNames()) {
      if (await applyMigration(connection, name, onStep)) applied.push(name);
    }
    return applied;
  } finally {
    await connection.end();
  }
}

/** The migrations this version of the software knows, in order. */
export async function migrationNames(): Promise<string[]> {
  const files = await readdir(migrationsFolder);
  return files.filter((file) => file.endsWith(".sql")).sort();
}

/** A lock that the server releases by itself when the connection that holds it is gone. */
async function takeLock(connection: Connection) {
  const [rows] = await connection.query<RowDataPacket[]>("SELECT GET_LOCK(?, ?) AS taken", [
    lockName,
    lockSeconds,
  ]);
  if (rows[0]?.taken !== 1) {
    throw new MigrationError(`Another process has been migrating this database for over ${lockSeconds} s.`);
  }
}

async function applyMigration(connection: Connection, name: string, onStep: (name: string) => void) {
  const [rows] = await connection.query<RowDataPacket[]>(
    "SELECT statements_done, finished_at FROM schema_migrations WHERE name = ?",
    [name],
  );
  if (rows[0]?.finished_at) return false;
  onStep(name);
  if (!rows[0]) {
    await connection.query("INSERT INTO schema_migrations (name, statements_done) VALUES (?, 0)", [name]);
  }
  const statements = (await readFile(join(migrationsFolder, name), "utf8")).split("--> statement-breakpoint");
  const done: number = rows[0]?.statements_done ?? 0;
  for (let index = done; index < statements.length; index++) {
    await runStatement(connection, name, statements[index] ?? "", index);
    await connection.query("UPDATE schema_migrations SET statements_done = ? WHERE name = ?", [
      index + 1,
      name,
    ]);
  }
  await connection.query("UPDATE schema_migrations SET finished_at = UTC_TIMESTAMP(6) WHERE name = ?", [
    name,
  ]);
  return true;
}

async function runStatement(connection: Connection, name: string, statement: string, index: number) {
  try {
    await connection.query(statement);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (alreadyDone.has(code)) return;
    throw new MigrationError(
      `Migration ${name}, statement ${index + 1} failed: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
}
