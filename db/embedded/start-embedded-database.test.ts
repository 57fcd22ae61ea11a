import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createConnection, type RowDataPacket } from "mysql2/promise";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { findDaemon, stopDaemon } from "./mariadb-daemon.mjs";
import { type EmbeddedDatabase, startEmbeddedDatabase } from "./start-embedded-database.mjs";

const module = join(import.meta.dirname, "start-embedded-database.mjs");

/** A data directory whose path is longer than a socket's may be, with a blank in it. */
function temporaryDataDir() {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "embedded database ")));
  const dataDir = join(root, "x".repeat(100));
  onTestFinished(async () => {
    await stopDaemon(join(dataDir, "mariadb"));
    rmSync(root, { recursive: true, force: true });
  });
  return dataDir;
}

const running: EmbeddedDatabase[] = [];
afterEach(async () => {
  for (const database of running.splice(0)) await database.stop();
});

async function start(dataDir: string, info?: Record<string, unknown>) {
  const database = await startEmbeddedDatabase({ dataDir, ...(info ? { info } : {}) });
  running.push(database);
  return database;
}

/** Starts the database in another process, which then waits to be killed. */
async function startElsewhere(dataDir: string): Promise<ChildProcess> {
  const code = `
    const { startEmbeddedDatabase } = await import(${JSON.stringify(`file://${module}`)});
    await startEmbeddedDatabase({ dataDir: ${JSON.stringify(dataDir)}, info: { portalUrl: "http://localhost:3000" } });
    console.log("up");
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "--eval", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once("data", () => resolve());
    child.once("exit", (status) => reject(new Error(`the other process ended with ${status}`)));
  });
  return child;
}

async function kill(child: ChildProcess) {
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}

async function query<Row extends RowDataPacket>(url: string, sql: string) {
  const connection = await createConnection({ uri: url });
  try {
    const [rows] = await connection.query<Row[]>(sql);
    return rows;
  } finally {
    await connection.end();
  }
}

describe("the embedded database", () => {
  it("keeps what was written from one start to the next, in UTC and utf8mb4", async () => {
    const dataDir = temporaryDataDir();
    const first = await start(dataDir);
    expect(first.how).toBe("created");
    await query(first.url, "CREATE TABLE words (word VARCHAR(20))");
    await query(first.url, "INSERT INTO words VALUES ('Grüße 📧')");
    await first.stop();
    const second = await start(dataDir);
    expect(second.how).toBe("started");
    expect(await query(second.url, "SELECT word FROM words")).toEqual([{ word: "Grüße 📧" }]);
    expect(await query(second.url, "SELECT TIMESTAMPDIFF(SECOND, UTC_TIMESTAMP(), NOW()) AS off")).toEqual([
      { off: 0 },
    ]);
  });

  it("lets nobody in without its password, which only its owner can read", async () => {
    const dataDir = temporaryDataDir();
    const database = await start(dataDir);
    const { port, pathname } = new URL(database.url);
    for (const account of ["root@", "mysql@", "", "myportal@", "myportal:guess@"]) {
      const guess = query(`mysql://${account}127.0.0.1:${port}${pathname}`, "SELECT 1");
      await expect(guess, account).rejects.toThrow(/Access denied/);
    }
    expect(statSync(join(dataDir, "mariadb-password")).mode & 0o777).toBe(0o600);
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    // The statement that sets the password is gone once it ran.
    expect(readdirSync(dataDir).sort()).toEqual(["mariadb", "mariadb-password", "mariadb.log"]);
  });

  it("takes over the server of a process that was killed, and stops it as its own", async () => {
    const dataDir = temporaryDataDir();
    await kill(await startElsewhere(dataDir));
    const orphan = findDaemon(join(dataDir, "mariadb"));
    expect(orphan).not.toBeNull();
    const database = await start(dataDir);
    expect(database.how).toBe("adopted");
    expect(findDaemon(database.directory)).toEqual(orphan);
    await database.stop();
    expect(findDaemon(database.directory)).toBeNull();
  });

  it("replaces an orphan that no longer knows its password", async () => {
    const dataDir = temporaryDataDir();
    await kill(await startElsewhere(dataDir));
    const orphan = findDaemon(join(dataDir, "mariadb"));
    rmSync(join(dataDir, "mariadb-password"));
    const database = await start(dataDir);
    expect(database.how).toBe("started");
    expect(findDaemon(database.directory)?.pid).not.toBe(orphan?.pid);
    expect(await query(database.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  it("starts again after the server itself was killed", async () => {
    const dataDir = temporaryDataDir();
    const first = await start(dataDir);
    await query(first.url, "CREATE TABLE t (id INT)");
    await query(first.url, "INSERT INTO t VALUES (1)");
    process.kill(findDaemon(first.directory)?.pid ?? 0, "SIGKILL");
    await first.died();
    await first.stop();
    const second = await start(dataDir);
    expect(await query(second.url, "SELECT id FROM t")).toEqual([{ id: 1 }]);
  });

  it("brings a server that was killed back on the same port, with what it had committed", async () => {
    const dataDir = temporaryDataDir();
    const database = await start(dataDir);
    await query(database.url, "CREATE TABLE t (id INT)");
    await query(database.url, "INSERT INTO t VALUES (1)");
    process.kill(findDaemon(database.directory)?.pid ?? 0, "SIGKILL");
    await database.died();
    await database.restart();
    expect(await query(database.url, "SELECT id FROM t")).toEqual([{ id: 1 }]);
    await database.stop();
    expect(findDaemon(database.directory)).toBeNull();
  });

  it("refuses a second starter while the first lives, and says who that is", async () => {
    const dataDir = temporaryDataDir();
    const other = await startElsewhere(dataDir);
    onTestFinished(() => kill(other));
    const daemon = findDaemon(join(dataDir, "mariadb"));
    await expect(start(dataDir)).rejects.toThrow(
      `is already in use by process ${other.pid}, which serves http://localhost:3000`,
    );
    expect(findDaemon(join(dataDir, "mariadb"))).toEqual(daemon);
  });

  it("lets one of two simultaneous first starts win", async () => {
    const dataDir = temporaryDataDir();
    const results = await Promise.allSettled([start(dataDir), start(dataDir)]);
    expect(results.map((result) => result.status).sort()).toEqual(["fulfilled", "rejected"]);
    expect(results.find((result) => result.status === "rejected")?.reason).toMatchObject({
      name: "DataDirectoryInUseError",
    });
  });

  it("mends a first set-up that was interrupted", async () => {
    const dataDir = temporaryDataDir();
    mkdirSync(join(dataDir, "mariadb.new-1a2b3c4d/mysql"), { recursive: true });
    writeFileSync(join(dataDir, "mariadb.new-1a2b3c4d/ibdata1"), "half");
    writeFileSync(join(dataDir, "mariadb-password"), "half");
    mkdirSync(join(dataDir, "mariadb"));
    const database = await start(dataDir);
    expect(database.how).toBe("created");
    expect(readdirSync(dataDir).filter((file) => file.startsWith("mariadb.new-"))).toEqual([]);
    expect(await query(database.url, "SELECT 1 AS one")).toEqual([{ one: 1 }]);
  });

  it("does not take a directory with other files for its own", async () => {
    const dataDir = temporaryDataDir();
    mkdirSync(join(dataDir, "mariadb"), { recursive: true });
    writeFileSync(join(dataDir, "mariadb/thesis.txt"), "precious");
    await expect(start(dataDir)).rejects.toThrow(/not a MariaDB data directory/);
    expect(readdirSync(join(dataDir, "mariadb"))).toEqual(["thesis.txt"]);
  });

  it("remembers that the first run is not complete until it is said to be", async () => {
    const dataDir = temporaryDataDir();
    const first = await start(dataDir);
    await first.stop();
    const second = await start(dataDir);
    expect(second.isFirstRun()).toBe(true);
    second.finishFirstRun();
    expect(second.isFirstRun()).toBe(false);
    await second.stop();
    expect((await start(dataDir)).isFirstRun()).toBe(false);
  });
});
