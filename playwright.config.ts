import { defineConfig } from "@playwright/test";
import { ensureChromium } from "./scripts/ensure-chromium.mjs";

// Looked for once: the workers read this file again, and inherit what the first reading found.
process.env.CHROMIUM_PATH ??= await ensureChromium({ progress: (text) => console.log(text) });

export default defineConfig({
  testDir: "e2e",
  testMatch: "**/*.spec.ts",
  globalSetup: "./e2e/support/global-setup.ts",
  outputDir: "test-results",
  // The specs share portals, and some switch what a portal does for everybody.
  workers: 1,
  retries: 0,
  // Bounds for a busy machine; on a quiet one each takes a few seconds.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    launchOptions: { executablePath: process.env.CHROMIUM_PATH, args: ["--disable-background-networking"] },
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    screenshot: "only-on-failure",
  },
});
