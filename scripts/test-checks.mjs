import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import util from "node:util";
import { projectRoot } from "./project-root.mjs";
import { CommandError, runCommand } from "./run-command.mjs";

/**
 * @typedef {{ passed: number, failed: number, said: string, output: string }} Verdict `said`: a word for the check's
 *   line; `output`: all of what a failed one printed
 */

const cruised = [
  "server.ts",
  "env.ts",
  "proxy.ts",
  "app",
  "components",
  "services",
  "emails",
  "db",
  "e2e",
  "bench",
];

/** @param {AbortSignal} signal */
export async function runTypes(signal) {
  // The types of routes, styles and images, which a fresh clone does not have yet.
  const generated = await runNode(["node_modules/next/dist/bin/next", "typegen"], { signal });
  if (generated.failed) return one(generated);
  return one(await runNode(["node_modules/typescript/bin/tsc", "--noEmit", "--pretty", "false"], { signal }));
}

/** @param {AbortSignal} signal */
export async function runBiome(signal) {
  const biome = [
    "node_modules/@biomejs/biome/bin/biome",
    "check",
    "--error-on-warnings",
    "--max-diagnostics=200",
    ".",
  ];
  return one(await runNode(biome, { signal }));
}

/**
 * The import rules. A configuration that reads nothing finds nothing wrong, so the number of modules read counts too.
 * @param {AbortSignal} signal
 */
export async function runLayers(signal) {
  const folders = cruised.filter((path) => existsSync(join(projectRoot, path)));
  const depcruise = [
    "node_modules/dependency-cruiser/bin/dependency-cruise.mjs",
    "--config",
    ".dependency-cruiser.mjs",
  ];
  const { failed, output } = await runNode([...depcruise, ...folders], { signal });
  const modules = Number(/(\d+) modules/.exec(output)?.[1] ?? 0);
  const nothingRead =
    modules === 0 ? "\ndependency-cruiser has read no module: its rules were not checked." : "";
  return one({ failed: failed || modules === 0, output: output + nothingRead, said: `${modules} modules` });
}

/** @param {AbortSignal} signal */
export async function runKnip(signal) {
  return one(await runNode(["node_modules/knip/bin/knip.js", "--no-progress"], { signal }));
}

/** @param {{ signal: AbortSignal, progress: (text: string) => void, temporary: string }} options */
export async function runVitest({ signal, progress, temporary }) {
  const report = join(temporary, "vitest.json");
  const { failed, output } = await runNode(
    [
      "node_modules/vitest/vitest.mjs",
      "run",
      "--reporter=default",
      "--reporter=json",
      `--outputFile.json=${report}`,
    ],
    { signal, onLine: progress },
  );
  const result = readReport(report);
  // A file that cannot even be loaded has no tests that could fail.
  const unloadable = (result?.testResults ?? []).filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  ).length;
  return counted(result?.numPassedTests ?? 0, (result?.numFailedTests ?? 0) + unloadable, failed, output);
}

/** @param {{ signal: AbortSignal, progress: (text: string) => void, temporary: string, chromium: string }} options */
export async function runE2e({ signal, progress, temporary, chromium }) {
  const report = join(temporary, "playwright.json");
  const { failed, output } = await runNode(
    ["node_modules/@playwright/test/cli.js", "test", "--reporter=list,json"],
    {
      signal,
      onLine: progress,
      variables: { PLAYWRIGHT_JSON_OUTPUT_FILE: report, ...(chromium ? { CHROMIUM_PATH: chromium } : {}) },
    },
  );
  const stats = readReport(report)?.stats;
  return counted((stats?.expected ?? 0) + (stats?.flaky ?? 0), stats?.unexpected ?? 0, failed, output);
}

/**
 * @param {number} passed
 * @param {number} failed
 * @param {boolean} commandFailed what no single test accounts for counts as one
 * @param {string} output
 * @returns {Verdict}
 */
function counted(passed, failed, commandFailed, output) {
  const all = commandFailed || passed + failed === 0 ? Math.max(failed, 1) : failed;
  return { passed, failed: all, said: `${passed} passed`, output };
}

/**
 * @param {{ failed: boolean, output: string, said?: string }} run
 * @returns {Verdict}
 */
function one({ failed, output, said = "" }) {
  return { passed: failed ? 0 : 1, failed: failed ? 1 : 0, said, output };
}

/**
 * @param {string[]} args
 * @param {{ signal: AbortSignal, onLine?: (line: string) => void, variables?: Record<string, string> }} options
 */
async function runNode(args, { signal, onLine, variables = {} }) {
  try {
    const env = { ...neutralEnvironment(), ...variables };
    return { failed: false, output: await runCommand(process.execPath, args, { env, signal, onLine }) };
  } catch (error) {
    if (error instanceof CommandError) return { failed: true, output: error.message };
    throw error;
  }
}

/** Without the portal's configuration: what somebody has exported for their own portal must not decide a test. */
function neutralEnvironment() {
  const names = Object.keys(util.parseEnv(readFileSync(join(projectRoot, ".env.example"), "utf8")));
  const kept = Object.entries(process.env).filter(([name]) => !names.includes(name) && name !== "NODE_ENV");
  return { ...Object.fromEntries(kept), NEXT_TELEMETRY_DISABLED: "1", NO_COLOR: "1", FORCE_COLOR: undefined };
}

/** @param {string} file @returns {any} null when the command did not get so far */
function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}
