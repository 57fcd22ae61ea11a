import { defineConfig } from "vitest/config";

export default defineConfig({
  resolve: { alias: { "@": import.meta.dirname } },
  test: {
    include: ["**/*.test.{ts,tsx}"],
    exclude: ["node_modules/**", ".next/**", "dist/**", "e2e/**"],
    // One private MariaDB for the run; each test file makes its own database on it.
    globalSetup: "db/testing/global-setup.ts",
    // Two cores, real databases, and an embedded server that is set up from nothing in some tests.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
