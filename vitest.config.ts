import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that run for a minute by themselves: begun last, they would keep one processor waiting for them. */
const longRunning =
  /bench\/faults\/|db\/embedded\/start-embedded-database|email-delivery\/killed-workers|inbound-email\/(corpus|imap\/imap)\.test/;

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]) {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => longRunning.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  resolve: { alias: { "@": import.meta.dirname } },
  test: {
    include: ["**/*.test.{ts,tsx}"],
    exclude: ["node_modules/**", ".next/**", "dist/**", "e2e/**"],
    // One private MariaDB for the run; each test file makes its own database on it.
    globalSetup: "db/testing/global-setup.ts",
    sequence: { sequencer: LongestFirst },
    // By itself Vitest leaves one processor free: of two that is half the time.
    maxWorkers: "100%",
    // Two cores, real databases, and an embedded server that is set up from nothing in some tests.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
