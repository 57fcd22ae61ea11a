import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startEmbeddedDatabase } from "@/db/embedded/start-embedded-database.mjs";

/**
 * One private MariaDB for a run of the tests, in a directory of its own. TEST_DATABASE_SERVER
 * (`mysql://user:password@host:port/`, an account that may create databases) names another server to test against.
 */
export default async function startTestServer() {
  if (process.env.TEST_DATABASE_SERVER) return;
  const dataDir = mkdtempSync(join(tmpdir(), "myportal-tests-"));
  const server = await startEmbeddedDatabase({ dataDir, allDatabases: true, durable: false });
  // The test files' processes are started after this and inherit it.
  process.env.TEST_DATABASE_SERVER = new URL("/", server.url).href;
  return async () => {
    await server.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
