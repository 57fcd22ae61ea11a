import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { findProcesses } from "./find-processes.mjs";

export const runsAsRoot = process.getuid?.() === 0;

const largestLogBytes = 5_000_000;
const stopMs = 60_000;

/** @typedef {{ pid: number, port: number }} Daemon */

/**
 * The running server of a data directory, whoever started it.
 * @param {string} directory absolute and real
 * @returns {Daemon | null}
 */
export function findDaemon(directory) {
  for (const { pid, args } of findProcesses(`--datadir=${directory}`)) {
    const port = Number(args.find((argument) => /^--port=\d+$/.test(argument))?.slice("--port=".length));
    if (port) return { pid, port };
  }
  return null;
}

/**
 * Starts a server that outlives nothing it should not: it is in a session of its own, so that Ctrl-C in a terminal
 * reaches only who started it, who stops it last.
 * @param {{ server: string, directory: string, port: number, logFile: string, initFile: string, durable: boolean }} options
 */
export function launchDaemon({ server, directory, port, logFile, initFile, durable }) {
  const log = openSync(
    logFile,
    existsSync(logFile) && statSync(logFile).size > largestLogBytes ? "w" : "a",
    0o600,
  );
  const child = spawn(
    server,
    [
      "--no-defaults",
      ...(runsAsRoot ? ["--user=root"] : []),
      `--datadir=${directory}`,
      `--port=${port}`,
      "--bind-address=127.0.0.1",
      "--skip-name-resolve",
      // Relative to the data directory: the absolute path of a socket may have no more than 107 characters.
      "--socket=mariadb.sock",
      `--pid-file=${directory}/mariadb.pid`,
      `--tmpdir=${directory}`,
      `--init-file=${initFile}`,
      "--skip-log-bin",
      "--character-set-server=utf8mb4",
      "--collation-server=utf8mb4_unicode_ci",
      "--default-time-zone=+00:00",
      "--max-allowed-packet=64M",
      "--max-connections=200",
      "--innodb-buffer-pool-size=128M",
      `--innodb-flush-log-at-trx-commit=${durable ? 1 : 0}`,
      "--performance-schema=off",
    ],
    { cwd: directory, detached: true, stdio: ["ignore", log, log] },
  );
  closeSync(log);
  child.unref();
  return child;
}

/**
 * Asks the server to shut down and waits until it is gone; after a minute it is killed, which InnoDB survives.
 * @param {string} directory
 */
export async function stopDaemon(directory) {
  const daemon = findDaemon(directory);
  if (!daemon) return;
  signal(daemon.pid, "SIGTERM");
  for (const deadline = Date.now() + stopMs; findDaemon(directory); await sleep(25)) {
    if (Date.now() > deadline) signal(daemon.pid, "SIGKILL");
  }
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} name
 */
function signal(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    // Already gone is what was wanted.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH") throw error;
  }
}

/** @returns {Promise<number>} a loopback port that nothing listens on at this moment */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}
