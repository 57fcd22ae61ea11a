import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startEmbeddedDatabase } from "@/db/embedded/start-embedded-database.mjs";
import { layDatabaseTemplate } from "./database-template";

declare module "vitest" {
  interface ProvidedContext {
    /** Statements that make a new database a portal's, of {@link layDatabaseTemplate}. */
    databaseTemplate: string;
  }
}

/**
 * One private MariaDB for a run of the tests, in a directory of its own. TEST_DATABASE_SERVER
 * (`mysql://user:password@host:port/`, an account that may create databases) names another server to test against.
 */
export default async function startTestServer({ provide }: TestProject) {
  const named = process.env.TEST_DATABASE_SERVER;
  const { url, stop } = named ? { url: named, stop: async () => {} } : await startPrivateServer();
  // The test files' processes are started after this and inherit it.
  process.env.TEST_DATABASE_SERVER = url;
  try {
    const { statements, drop } = await layDatabaseTemplate(url);
    provide("databaseTemplate", statements);
    return async () => {
      await drop();
      await stop();
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startPrivateServer() {
  const dataDir = mkdtempSync(join(tmpdir(), "myportal-tests-"));
  const server = await startEmbeddedDatabase({ dataDir, allDatabases: true, durable: false });
  return {
    url: new URL("/", server.url).href,
    async stop() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
