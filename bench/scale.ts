/**
 * `npm run bench:scale`: what an open costs with an empty table of events and with ten million rows in it, how large
 * the table and its indexes then are, and how many rows every statement of the portal reads at that size. Options:
 * --rows 10000000, --copies 200000, --rounds 3, --seconds 10, --buffer-pool 1024 (MB of MariaDB's).
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";
import type { Pool, RowDataPacket } from "mysql2/promise";
import { type EventCost, measureEventCost } from "./scale/event-cost";
import { fillEvents } from "./scale/fill-events";
import { startStatementLog } from "./scale/statement-log";
import { visitEverything } from "./scale/visit-everything";
import { startBareServer } from "./support/bare-server";
import { createBars } from "./support/bars";
import { printedLoad, printMachine } from "./support/machine";
import { startMeasuredPortal } from "./support/measured-portal";
import { startPortal } from "./support/portal-process";
import { type Stage, withStage } from "./support/stage";
import { openPath } from "./support/tracked-requests";
import { ensureWrk } from "./support/wrk";

const { values } = parseArgs({
  options: {
    rows: { type: "string", default: "10000000" },
    copies: { type: "string", default: "200000" },
    rounds: { type: "string", default: "3" },
    seconds: { type: "string", default: "10" },
    "buffer-pool": { type: "string", default: "1024" },
  },
});
const rows = Number(values.rows);
const copies = Number(values.copies);
/** Tickets, contacts, copies and events are all far more than this: what reads fewer rows has scanned none of them. */
const fewRows = Math.min(10_000, copies / 8);

/** What this program itself asks while it waits. */
const benchmarksOwn = /^SELECT MIN\(occurred_at\)|occurred_at < NOW\(\)/;

console.log(`\n  Scale: ${rows.toLocaleString("en")} events of ${copies.toLocaleString("en")} copies\n`);
printMachine();
await ensureWrk();
const bars = createBars();
await withStage(async (stage) => {
  const { home } = stage;
  const { database, portal } = await startMeasuredPortal(stage, { copies });
  const { pool } = database;
  await pool.query(`SET GLOBAL innodb_buffer_pool_size = ${Number(values["buffer-pool"]) * 2 ** 20}`);
  const bare = await startBareServer(portal.port, openPath(1));
  stage.onEnd(() => bare.stop());
  const measure = async () => {
    const [rounds, seconds] = [Number(values.rounds), Number(values.seconds)];
    const cost = await measureEventCost({
      ...{ home, copies, portal, bare, rounds, seconds },
      database: { pool, pid: database.pid() ?? 0 },
    });
    console.log(`  load ${printedLoad()}: ${described(cost)}`);
    return cost;
  };
  const empty = await measure();
  await pool.query("TRUNCATE TABLE email_tracking_events");
  const started = performance.now();
  await fillEvents(pool, rows, copies, (text) => process.stdout.write(`\r  filling the table: ${text} `));
  console.log(`in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  const full = await measure();
  await printSizes(pool);
  await portal.stop();
  await checkStatements(stage, pool, database.url);
  bars.check(
    "processor time of an event grows by 20% or less",
    full.microseconds <= empty.microseconds * 1.2,
    `${empty.microseconds.toFixed(0)} µs, then ${full.microseconds.toFixed(0)} µs ` +
      `(${percent(full.microseconds / empty.microseconds)})`,
  );
  bars.check(
    "opens a second, beside a bare server in the same minute, fall by 20% or less",
    full.ofBare >= empty.ofBare * 0.8,
    `${empty.perSecond.toFixed(0)}, then ${full.perSecond.toFixed(0)} (${percent(full.ofBare / empty.ofBare)})`,
  );
});
bars.finish();

/** A portal of its own, since only new connections are logged. */
async function checkStatements(stage: Stage, pool: Pool, databaseUrl: string) {
  const log = await startStatementLog(pool, stage.home);
  const plausible = createServer((request, response) =>
    request.resume().once("end", () => response.writeHead(202).end()),
  );
  await new Promise<void>((resolve) => plausible.listen(0, "127.0.0.1", resolve));
  stage.onEnd(() => plausible.close());
  const plausibleUrl = `http://127.0.0.1:${(plausible.address() as AddressInfo).port}`;
  const { port, stop } = await startPortal({ home: stage.home, databaseUrl });
  stage.onEnd(stop);
  await visitEverything(pool, { port, copies, plausibleUrl });
  await stop();
  await log.stop();
  const statements = log.read().filter(({ sql }) => !benchmarksOwn.test(sql));
  console.log(`\n  ${statements.length} forms of statements; those that read the most rows:`);
  for (const { sql, times, rowsExamined, slowestMs } of statements.slice(0, 12)) {
    console.log(
      `  ${String(rowsExamined).padStart(8)} rows  ${slowestMs.toFixed(1).padStart(7)} ms  ${times} ×  ${sql.slice(0, 150)}`,
    );
  }
  const many = statements.filter(({ rowsExamined }) => rowsExamined > fewRows);
  bars.check(
    `no statement of pages, API, writer, forwarder or purge reads more than ${fewRows} rows`,
    many.length === 0 && statements.length > 20,
    many.map(({ sql, rowsExamined }) => `${rowsExamined}: ${sql.slice(0, 300)}`).join("; ") || "none does",
  );
}

async function printSizes(pool: Pool) {
  const [tables] = await pool.query<RowDataPacket[]>(
    `SELECT table_name AS name, table_rows AS entries, data_length AS data, index_length AS indexes
     FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY data_length + index_length DESC LIMIT 3`,
  );
  const [indexes] = await pool.query<RowDataPacket[]>(
    `SELECT index_name AS name, stat_value * @@innodb_page_size AS bytes FROM mysql.innodb_index_stats
     WHERE database_name = DATABASE() AND table_name = 'email_tracking_events' AND stat_name = 'size'`,
  );
  for (const { name, entries, data, indexes: size } of tables)
    console.log(
      `  ${name}: about ${Number(entries).toLocaleString("en")} rows, ${megabytes(data)}, indexes ${megabytes(size)}`,
    );
  for (const { name, bytes } of indexes) console.log(`    ${name}: ${megabytes(bytes)}`);
}

function described({ microseconds, perSecond, recordedPerSecond, ofBare, p99 }: EventCost): string {
  return (
    `${perSecond.toFixed(0)} opens/s (${percent(ofBare)} of bare), ${recordedPerSecond.toFixed(0)} with the way into the ` +
    `database, ${microseconds.toFixed(0)} µs each, p99 ${p99.toFixed(1)} ms`
  );
}

function percent(part: number): string {
  return `${(part * 100).toFixed(0)}%`;
}

function megabytes(bytes: number | string): string {
  return `${(Number(bytes) / 2 ** 20).toFixed(0)} MB`;
}
