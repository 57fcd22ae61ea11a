import type { RowDataPacket } from "mysql2";
import { migrate } from "@/db/migrate";
import { createDatabase, newName, onServer } from "./on-server";

/**
 * Lays a migrated database that is otherwise empty, and says how to make another one like it on the same server: a
 * hundred test files need one each, and their tables are created in a third of the time that all migrations take.
 * @returns `statements`, to be run in a new database while the template is there; `drop` removes the template
 */
export async function layDatabaseTemplate(server: string) {
  const name = newName();
  const run = (statement: string) => onServer(server, (connection) => connection.query(statement));
  await run(createDatabase(name));
  await migrate(new URL(name, server).href);
  const statements = await onServer(server, async (connection) => {
    const [tables] = await connection.query<RowDataPacket[]>(
      "SELECT table_name AS name FROM information_schema.tables WHERE table_schema = ?",
      [name],
    );
    // Tables name one another in whatever order.
    const laid = ["SET foreign_key_checks = 0"];
    for (const table of tables) {
      const [[row]] = await connection.query<RowDataPacket[]>(`SHOW CREATE TABLE ${name}.${table.name}`);
      laid.push(row?.["Create Table"], `INSERT INTO ${table.name} SELECT * FROM ${name}.${table.name}`);
    }
    return laid.join(";\n");
  });
  return { statements, drop: () => run(`DROP DATABASE ${name}`) };
}
