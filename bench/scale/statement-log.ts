import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Pool } from "mysql2/promise";

/** What one form of statement cost, over all of its executions. */
export type LoggedStatement = {
  /** Without its values. */
  sql: string;
  times: number;
  /** The most rows that one execution read. */
  rowsExamined: number;
  slowestMs: number;
};

/**
 * Has the server log every statement of new connections, with the rows it read (MariaDB's slow query log with a limit of
 * zero). Statements of connections that are open already are not logged.
 */
export async function startStatementLog(pool: Pool, home: string) {
  const file = join(home, "statements.log");
  await pool.query(
    `SET GLOBAL slow_query_log_file = ?; SET GLOBAL log_output = 'FILE'; SET GLOBAL long_query_time = 0;
     SET GLOBAL log_slow_verbosity = 'query_plan'; SET GLOBAL slow_query_log = 1`,
    [file],
  );
  return {
    read: () => parseLog(readFileSync(file, "utf8")),
    stop: () => pool.query("SET GLOBAL slow_query_log = 0; SET GLOBAL long_query_time = 10"),
  };
}

function parseLog(log: string): LoggedStatement[] {
  const statements = new Map<string, LoggedStatement>();
  for (const entry of log.split(/^# User@Host/m).slice(1)) {
    const text = entry
      .split("\n")
      .slice(1)
      .filter((line) => !/^(#|SET timestamp=|use )/.test(line))
      .join(" ");
    const sql = withoutValues(text);
    const known = statements.get(sql) ?? { sql, times: 0, rowsExamined: 0, slowestMs: 0 };
    known.times++;
    known.rowsExamined = Math.max(known.rowsExamined, figure(entry, "Rows_examined"));
    known.slowestMs = Math.max(known.slowestMs, figure(entry, "Query_time") * 1000);
    statements.set(sql, known);
  }
  return [...statements.values()].sort((a, b) => b.rowsExamined - a.rowsExamined);
}

function figure(entry: string, name: string): number {
  return Number(new RegExp(`${name}: ([\\d.]+)`).exec(entry)?.[1] ?? 0);
}

function withoutValues(sql: string): string {
  return sql
    .replace(/'(?:\\.|''|[^'\\])*'/g, "?")
    .replace(/x?\b0x[\da-f]+|\b\d+(?:\.\d+)?\b/gi, "?")
    .replace(/\((?:\s*\?\s*,?)+\)(?:\s*,\s*\((?:\s*\?\s*,?)+\))*/g, "(?)")
    .replace(/\s+/g, " ")
    .trim();
}
