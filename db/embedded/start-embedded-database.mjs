import { randomBytes } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createDataDirectory, firstRunMarker } from "./create-data-directory.mjs";
import { locateMariadb } from "./locate-mariadb.mjs";
import { findDaemon, freePort, launchDaemon, stopDaemon } from "./mariadb-daemon.mjs";
import { ProcessLockHeldError, takeProcessLock } from "./process-lock.mjs";

const name = "myportal";
const readyMs = 300_000; // Recovery after a crash reads the whole redo log.
const adoptMs = 30_000;
const portAttempts = 3;

/** @typedef {Awaited<ReturnType<typeof startEmbeddedDatabase>>} EmbeddedDatabase */

/** No MariaDB server program on this machine. */
export class MariadbMissingError extends Error {
  name = "MariadbMissingError";
}

/** Another living process has this data directory's database; `holder` is what it told about itself. */
export class DataDirectoryInUseError extends Error {
  name = "DataDirectoryInUseError";
  /**
   * @param {string} dataDir
   * @param {Record<string, unknown> | null} holder
   */
  constructor(dataDir, holder) {
    const who = holder?.pid ? ` by process ${holder.pid}` : "";
    const where = holder?.portalUrl ? `, which serves ${holder.portalUrl}` : "";
    super(
      `The database in ${dataDir} is already in use${who}${where}. Stop that one first, or set another DATA_DIR.`,
    );
    this.holder = holder;
  }
}

/**
 * Starts the private MariaDB server of a data directory, or takes over the one that a killed process left running.
 * Nothing outside the directory is touched, and never do two servers run on it.
 * @param {{
 *   dataDir: string,
 *   info?: Record<string, unknown>,
 *   allDatabases?: boolean,
 *   durable?: boolean,
 * }} options `info`: what a second starter is told about this one. `allDatabases`: the account may create databases
 *   (for tests). `durable: false`: commits may be lost with the machine (for tests).
 * @throws {MariadbMissingError} {DataDirectoryInUseError}
 */
export async function startEmbeddedDatabase({ dataDir, info = {}, allDatabases = false, durable = true }) {
  const programs = locateMariadb();
  if (!programs) throw new MariadbMissingError("no MariaDB server (mariadbd) is installed on this machine");
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const home = realpathSync(dataDir);
  const lock = await takeProcessLock(home, Object.assign(info, { pid: process.pid })).catch((error) => {
    throw error instanceof ProcessLockHeldError ? new DataDirectoryInUseError(home, error.holder) : error;
  });
  try {
    const { directory, created } = await createDataDirectory(home, programs.installer);
    const password = readOrCreatePassword(home);
    const adopted = created ? null : await adoptDaemon(directory, password);
    const port =
      adopted ??
      (await launch({ home, directory, server: programs.server, password, allDatabases, durable }));
    const relaunch = () =>
      launch({ home, directory, server: programs.server, password, allDatabases, durable, port });
    return embeddedDatabase({
      home,
      directory,
      port,
      password,
      lock,
      created,
      adopted: adopted !== null,
      relaunch,
    });
  } catch (error) {
    await lock.release();
    throw error;
  }
}

/** @param {{ home: string, directory: string, port: number, password: string, lock: { release(): Promise<void> }, created: boolean, adopted: boolean, relaunch(): Promise<unknown> }} parts */
function embeddedDatabase({ home, directory, port, password, lock, created, adopted, relaunch }) {
  const url = databaseUrl(port, password);
  const marker = join(directory, firstRunMarker);
  let stopping = false;
  return {
    url,
    directory,
    logFile: logFileOf(home),
    how: created ? "created" : adopted ? "adopted" : "started",
    /** True until {@link finishFirstRun}: nobody has used this database yet. */
    isFirstRun: () => existsSync(marker),
    finishFirstRun: () => rmSync(marker, { force: true }),
    /** Resolves when the server ends without {@link stop} having been called. */
    async died() {
      while (stopping || findDaemon(directory)) await sleep(1000, undefined, { ref: false });
    },
    /** Starts the server again on its port after it has {@link died}; what was committed is there. */
    async restart() {
      await relaunch();
      // Stopped while it came up: nobody else would end it.
      if (stopping) await stopDaemon(directory);
    },
    async stop() {
      stopping = true;
      await stopDaemon(directory);
      await lock.release();
    },
  };
}

/**
 * @param {number} port
 * @param {string} password
 */
function databaseUrl(port, password) {
  return `mysql://${name}:${password}@127.0.0.1:${port}/${name}`;
}

/** @param {string} home */
const logFileOf = (home) => join(home, "mariadb.log");

/**
 * The account's password: made once, readable by its owner only.
 * @param {string} home
 */
function readOrCreatePassword(home) {
  const file = join(home, "mariadb-password");
  if (existsSync(file)) {
    const password = readFileSync(file, "utf8").trim();
    if (/^[\w-]{20,}$/.test(password)) return password;
  }
  const password = randomBytes(24).toString("base64url");
  writeFileSync(`${file}.new`, password, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return password;
}

/**
 * The port of a server that a killed process left behind, once it answers with our password; one that does not is
 * stopped.
 * @param {string} directory
 * @param {string} password
 */
async function adoptDaemon(directory, password) {
  const daemon = findDaemon(directory);
  if (!daemon) return null;
  for (
    const deadline = Date.now() + adoptMs;
    findDaemon(directory) && Date.now() < deadline;
    await sleep(100)
  ) {
    const answer = await ask(databaseUrl(daemon.port, password));
    if (answer === "ready") return daemon.port;
    if (answer === "refused") break;
  }
  await stopDaemon(directory);
  return null;
}

/**
 * @param {{ home: string, directory: string, server: string, password: string, allDatabases: boolean, durable: boolean, port?: number }} options
 *   `port`: that one and no other, for who has been told of it already.
 */
async function launch({ home, directory, server, password, allDatabases, durable, port: fixedPort }) {
  const logFile = logFileOf(home);
  const initFile = join(home, "mariadb-init.sql");
  for (let attempt = 1; ; attempt++) {
    const port = fixedPort ?? (await freePort());
    const logStart = existsSync(logFile) ? statSync(logFile).size : 0;
    // Run at every start, as the server's own root: account and password always match, whatever happened before.
    writeFileSync(initFile, accountSql(password, allDatabases), { mode: 0o600 });
    const child = launchDaemon({ server, directory, port, logFile, initFile, durable });
    let ended = false;
    child.once("exit", () => {
      ended = true;
    });
    child.once("error", () => {
      ended = true;
    });
    const deadline = Date.now() + readyMs;
    while (!ended && Date.now() < deadline && (await ask(databaseUrl(port, password))) !== "ready")
      await sleep(40);
    rmSync(initFile, { force: true });
    if (!ended && Date.now() < deadline) return port;
    await stopDaemon(directory);
    const log = logSince(logFile, logStart);
    if (attempt < portAttempts && /Address already in use|Can't start server: Bind/i.test(log)) continue;
    throw new Error(`The embedded database did not start. Its log (${logFile}) ends:\n${log.slice(-3000)}`);
  }
}

/**
 * @param {string} password base64url, so that no character of it needs quoting
 * @param {boolean} allDatabases
 */
function accountSql(password, allDatabases) {
  const account = `'${name}'@'127.0.0.1'`;
  return [
    `CREATE DATABASE IF NOT EXISTS ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci;`,
    `CREATE USER IF NOT EXISTS ${account};`,
    `ALTER USER ${account} IDENTIFIED BY '${password}';`,
    `GRANT ALL ON ${allDatabases ? "*" : name}.* TO ${account};`,
    "",
  ].join("\n");
}

/**
 * @param {string} logFile
 * @param {number} start
 */
function logSince(logFile, start) {
  if (!existsSync(logFile)) return "";
  const log = readFileSync(logFile);
  return log.subarray(start <= log.length ? start : 0).toString("utf8");
}

/**
 * @param {string} url
 * @returns {Promise<"ready" | "away" | "refused">} refused: it answers, but not to us
 */
async function ask(url) {
  // Imported late: this module is loaded before the dependencies are installed.
  const { createConnection } = await import("mysql2/promise");
  try {
    const connection = await createConnection({ uri: url, connectTimeout: 2000 });
    await connection.end();
    return "ready";
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    return code.startsWith("ER_ACCESS_DENIED") || code === "ER_BAD_DB_ERROR" ? "refused" : "away";
  }
}
