import { setTimeout as sleep } from "node:timers/promises";

const patienceMs = 30_000;

/** The database that DATABASE_URL names cannot be used. */
export class DatabaseUrlError extends Error {
  name = "DatabaseUrlError";
}

/**
 * Waits until the database that DATABASE_URL names lets us in: one that was started a moment ago needs a while.
 * @param {string} url
 * @param {{ signal: AbortSignal, progress: (text: string) => void }} options
 * @returns {Promise<string>} what is there, such as `10.11.6-MariaDB at db.example.com`
 * @throws {DatabaseUrlError} which never repeats the password
 */
export async function reachDatabase(url, { signal, progress }) {
  if (!URL.canParse(url) || !/^(mysql|mariadb):/.test(url)) {
    throw new DatabaseUrlError("DATABASE_URL: expected mysql://user:password@host:3306/database");
  }
  const { createConnection } = await import("mysql2/promise");
  const place = placeOf(new URL(url));
  for (const deadline = Date.now() + patienceMs; ; await sleep(500)) {
    signal.throwIfAborted();
    try {
      const connection = await createConnection({
        uri: url.replace(/^mariadb:/, "mysql:"),
        connectTimeout: 5000,
      });
      const [rows] = await connection.query("SELECT VERSION() AS version");
      await connection.end();
      return `${/** @type {{ version: string }[]} */ (rows)[0]?.version} at ${place}`;
    } catch (error) {
      const { code = "", message } = /** @type {NodeJS.ErrnoException} */ (error);
      // The server's own refusal will not change by waiting.
      if (code.startsWith("ER_") || Date.now() > deadline) {
        throw new DatabaseUrlError(
          `The database of DATABASE_URL (${place}) cannot be used: ${message || code}`,
        );
      }
      progress(`waiting for ${place} (${code})`);
    }
  }
}

/** @param {URL} url */
function placeOf(url) {
  return `${url.searchParams.get("socketPath") ?? url.host}${url.pathname}`;
}
