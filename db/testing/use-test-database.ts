import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";
import { connection } from "@/db/client";
import { createTestDatabase } from "./test-database";

/**
 * Gives a test file a database of its own and makes it the process's: what the code under test reaches through
 * `database()` and `env()`. Vitest runs each file in a process of its own, so nothing leaks into another.
 * @param variables further environment variables
 */
export function useTestDatabase(variables: Record<string, string> = {}) {
  let testDatabase: Awaited<ReturnType<typeof createTestDatabase>>;
  let dataDir: string;
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), "myportal-data-"));
    testDatabase = await createTestDatabase();
    Object.assign(process.env, {
      NODE_ENV: "test",
      LOG_LEVEL: "silent",
      SECRET_KEY: "a-secret-key-that-only-tests-use-0123456789",
      DATABASE_URL: testDatabase.url,
      DATA_DIR: dataDir,
      ...variables,
    });
  });
  afterAll(async () => {
    await connection().close();
    await testDatabase.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
}
