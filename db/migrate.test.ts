import { is } from "drizzle-orm";
import { getTableConfig, MySqlTable } from "drizzle-orm/mysql-core";
import type { RowDataPacket } from "mysql2";
import { createConnection } from "mysql2/promise";
import { describe, expect, it } from "vitest";
import { env } from "@/env";
import { connection } from "./client";
import { schema } from "./connect";
import { migrate, migrationNames } from "./migrate";
import { useTestDatabase } from "./testing/use-test-database";

useTestDatabase();

const tables = Object.values(schema).filter((value) => is(value, MySqlTable));

async function query(sql: string, values: unknown[] = []): Promise<RowDataPacket[]> {
  const [rows] = await connection().pool.query<RowDataPacket[]>(sql, values);
  return rows;
}

const columnsOf = (table: string) =>
  query(
    `SELECT column_name AS name, column_type AS type, is_nullable AS nullable, column_default AS fallback,
            collation_name AS collation
       FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ?`,
    [table],
  );

/** Runs the work on an empty database of its own. */
async function onFreshDatabase(work: (url: string) => Promise<void>) {
  const url = new URL(env().DATABASE_URL);
  const name = `fresh_${Math.random().toString(36).slice(2)}`;
  await query(`CREATE DATABASE ${name}`);
  url.pathname = `/${name}`;
  try {
    await work(url.href);
  } finally {
    await query(`DROP DATABASE ${name}`);
  }
}

describe("the migrations", () => {
  it("lay every column that the schema in TypeScript names, nullable where it says so, and no other", async () => {
    expect(tables.length).toBeGreaterThan(15);
    for (const table of tables) {
      const { name, columns } = getTableConfig(table);
      const laid = await columnsOf(name);
      expect(laid.map((column) => column.name).sort(), name).toEqual(
        columns.map((column) => column.name).sort(),
      );
      for (const column of columns) {
        const found = laid.find((candidate) => candidate.name === column.name);
        expect(found?.nullable, `${name}.${column.name}`).toBe(
          column.notNull || column.primary ? "NO" : "YES",
        );
      }
    }
  });

  it("give the specification's columns their exact types", async () => {
    const types = async (table: string) =>
      Object.fromEntries(
        (await columnsOf(table)).map((column) => [column.name, String(column.type).toUpperCase()]),
      );
    expect(await types("ticket_replies")).toMatchObject({
      email_tracking_id: "VARCHAR(64)",
      email_sent_at: "DATETIME(6)",
      email_opened_at: "DATETIME(6)",
      email_open_count: expect.stringMatching(/^INT(\(11\))?$/),
    });
    expect(await types("email_tracking_events")).toMatchObject({
      tracking_id: "VARCHAR(64)",
      event_type: "ENUM('OPEN','CLICK')",
      event_url: "VARCHAR(2048)",
      user_agent: "TEXT",
      ip_address: "VARCHAR(45)",
      referrer: "VARCHAR(2048)",
      occurred_at: "DATETIME(6)",
      plausible_sent: "TINYINT(1)",
      plausible_sent_at: "DATETIME(6)",
    });
    const openCount = (await columnsOf("ticket_replies")).find(
      (column) => column.name === "email_open_count",
    );
    expect(openCount).toMatchObject({ nullable: "NO", fallback: "0" });
  });

  it("tell tracking ids apart by case", async () => {
    for (const [table, column] of [
      ["ticket_replies", "email_tracking_id"],
      ["email_deliveries", "tracking_id"],
      ["email_tracking_events", "tracking_id"],
    ] as const) {
      const found = (await columnsOf(table)).find((candidate) => candidate.name === column);
      expect(found?.collation, table).toBe("ascii_bin");
    }
  });

  it("make the Plausible module, switched off", async () => {
    const [module] = await query("SELECT * FROM integration_modules WHERE slug = 'plausible'");
    expect(module).toMatchObject({ name: "Plausible Analytics", icon: "📊", enabled: 0 });
  });

  it("change nothing when they are run again", async () => {
    expect(await migrate(env().DATABASE_URL)).toEqual([]);
  });

  it("are applied once when several processes start at the same time", async () => {
    await onFreshDatabase(async (url) => {
      const applied = await Promise.all([migrate(url), migrate(url), migrate(url)]);
      expect(applied.flat().sort()).toEqual(await migrationNames());
      expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
    });
  });

  it("go on where a process died between a statement and the note of it", async () => {
    await onFreshDatabase(async (url) => {
      await migrate(url);
      const died = await createConnection(url);
      // As it looks after a crash in the middle of each file: everything done, only the first statement noted.
      await died.query("UPDATE schema_migrations SET statements_done = 1, finished_at = NULL");
      await died.query("DELETE FROM integration_modules WHERE slug = 'smtp'");
      expect(await migrate(url)).toEqual(await migrationNames());
      const [rows] = await died.query<RowDataPacket[]>("SELECT slug FROM integration_modules ORDER BY slug");
      expect(rows.map((row) => row.slug)).toEqual(["email", "imap", "plausible", "resend", "smtp"]);
      await died.end();
    });
  });
});
