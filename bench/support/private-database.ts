import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createPool, type Pool } from "mysql2/promise";
import { locateMariadb } from "@/db/embedded/locate-mariadb.mjs";
import { findDaemon, launchDaemon, stopDaemon } from "@/db/embedded/mariadb-daemon.mjs";
import { startEmbeddedDatabase } from "@/db/embedded/start-embedded-database.mjs";
import { waitUntil } from "./wait-until";

export type PrivateDatabase = Awaited<ReturnType<typeof startPrivateDatabase>>;

const restartMs = 120_000;
const portalAccount = "portal";
// The portal's own account: on its database it may do everything, on the server nothing, so that a read-only one stops
// it. Only the server itself can make it: the account that we get may not pass on what it may.
const portalAccountSql = `
CREATE USER IF NOT EXISTS '${portalAccount}'@'127.0.0.1' IDENTIFIED BY '${portalAccount}';
GRANT ALL ON myportal.* TO '${portalAccount}'@'127.0.0.1';
`;

/**
 * A MariaDB of the benchmark's own in `home/mariadb`, as durable as the portal's embedded one
 * (`innodb_flush_log_at_trx_commit=1`), that can be killed, hung and brought back on the same port.
 */
export async function startPrivateDatabase(home: string) {
  const server = await startEmbeddedDatabase({ dataDir: home, allDatabases: true, durable: true });
  const { url, directory } = server;
  const port = Number(new URL(url).port);
  const initFile = join(home, "portal-account.sql");
  writeFileSync(initFile, portalAccountSql);
  const pool: Pool = createPool({ uri: url, connectionLimit: 4, timezone: "Z", multipleStatements: true });
  const pid = () => findDaemon(directory)?.pid ?? null;

  const portalUrl = new URL(url);
  portalUrl.username = portalAccount;
  portalUrl.password = portalAccount;

  const restart = async () => {
    const programs = locateMariadb();
    if (!programs) throw new Error("mariadbd is gone from this machine");
    launchDaemon({
      ...{ server: programs.server, directory, port, logFile: server.logFile, initFile, durable: true },
    });
    await waitUntil("the database answers again", () => answers(pool), restartMs);
  };
  await stopDaemon(directory);
  await restart();

  return {
    /** For the portal. */
    url: portalUrl.href,
    /** For the benchmark, which may do everything. */
    pool,
    directory,
    /** Of the running server; null while it is away. */
    pid,
    /** `kill -9`: nothing is flushed, nothing is said to anybody. */
    async kill() {
      signal(pid(), "SIGKILL");
      await waitUntil("the database is gone", () => pid() === null);
    },
    /** Hangs it: connections stay open and nothing is answered. */
    pause: () => signal(pid(), "SIGSTOP"),
    resume: () => signal(pid(), "SIGCONT"),
    /** Starts it again where it was, and waits until it answers. */
    restart,
    async stop() {
      signal(pid(), "SIGCONT");
      await Promise.race([pool.end(), sleep(2000)]);
      await server.stop();
    },
  };
}

async function answers(pool: Pool): Promise<boolean> {
  try {
    await pool.query("SELECT 1");
    return true;
  } catch {
    return false; // Not yet.
  }
}

function signal(pid: number | null, name: NodeJS.Signals) {
  if (pid !== null) process.kill(pid, name);
}
