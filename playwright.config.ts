import { defineConfig } from "@playwright/test";
import { ensureChromium } from "./scripts/ensure-chromium.mjs";

// Looked for once: the workers read this file again, and inherit what the first reading found.
process.env.CHROMIUM_PATH ??= await ensureChromium({ progress: (text) => console.log(text) });

// These switch what a portal does for everybody: one at a time, with a portal of their own.
const switching = /(tracking-switches|module-off|undo|plausible|mail-paused)\.spec\.ts$/;

/**
 * Chromium draws parts of its own window as web pages, one process each for every window, which nobody sees here and
 * which take as long as a test. The last `--disable-features` holds: what Playwright itself switches off stands in it, too.
 */
const withoutWindowPages = [
  ...["InitialWebUI", "WebUIReloadButton", "WebUIToolbar", "PreloadTopChromeWebUI"],
  ...["AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"],
  ...["HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"],
  ...["ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints"],
  ...["NetworkTimeServiceQuerying", "PreconnectToSearch"],
];

export default defineConfig({
  projects: [
    // First, so that the others run beside them and not after them.
    { name: "switching", testMatch: switching, workers: 1 },
    { name: "desk", testMatch: /\.spec\.ts$/, testIgnore: switching },
  ],
  testDir: "e2e",
  globalSetup: "./e2e/support/global-setup.ts",
  outputDir: "test-results",
  workers: 2,
  retries: 0,
  // Bounds for a busy machine; on a quiet one each takes a few seconds.
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH,
      args: [
        "--disable-background-networking",
        "--disable-gpu",
        `--disable-features=${withoutWindowPages.join(",")}`,
      ],
    },
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    screenshot: "only-on-failure",
  },
});
