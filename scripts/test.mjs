import "./check-node-version.mjs";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildIfStale } from "./build.mjs";
import { ensureChromium } from "./ensure-chromium.mjs";
import { ensureDovecot } from "./ensure-dovecot.mjs";
import { ensureMariadb } from "./ensure-mariadb.mjs";
import { ensureMariadbDump } from "./ensure-mariadb-dump.mjs";
import { installDependencies } from "./install-dependencies.mjs";
import { duration, step } from "./steps.mjs";
import { runBiome, runE2e, runKnip, runLayers, runTypes, runVitest } from "./test-checks.mjs";

/**
 * `npm test`: sets up what the tests need, runs every check whatever the others say, and ends with one line,
 * `N passed, N failed`. `--only static`, `--only unit` or `--only e2e` runs a part.
 */

/** Some of a check failed: its verdict says how much. */
class FailedCheck extends Error {
  /** @param {import("./test-checks.mjs").Verdict} verdict */
  constructor(verdict) {
    super(verdict.output);
    this.verdict = verdict;
  }
}

const groups = ["static", "unit", "e2e"];
const stopping = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(name, () => stopping.abort());
const { signal } = stopping;
const start = performance.now();
const total = { passed: 0, failed: 0 };
const only = chosenGroup();
const temporary = mkdtempSync(join(tmpdir(), "myportal-test-"));
try {
  await run();
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
console.log(`\n  ${signal.aborted ? "Stopped" : "Finished"} after ${duration(performance.now() - start)}\n`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed > 0 || total.passed === 0 || signal.aborted ? 1 : 0);

/** Two things at a time where they do not need each other; the tests have the machine to themselves. */
async function run() {
  console.log("\n  Set-up and static checks\n");
  const installed = setUp("Dependencies", async (progress, outcome) => {
    outcome((await installDependencies({ signal, progress })) ? "installed" : "up to date");
  });
  const [built, chromium] = await Promise.all([
    checkTypesAndBuild(installed),
    installProgramsAndLint(installed),
  ]);
  if (!(await installed) || only === "static") return;
  console.log("\n  Tests\n");
  if (runs("unit")) {
    await check("Unit and integration", (progress) => runVitest({ signal, progress, temporary }));
  }
  if (built && runs("e2e")) {
    await check("End to end", (progress) => runE2e({ signal, progress, temporary, chromium }));
  }
}

/**
 * One after the other: the types need the routes' in .next, and a build begins by emptying that.
 * @param {Promise<boolean>} installed
 * @returns {Promise<boolean>} whether there is a build
 */
async function checkTypesAndBuild(installed) {
  if (!(await installed)) return false;
  if (runs("static")) await check("Types", () => runTypes(signal));
  if (only === "static") return false;
  return check("Build", async (progress) => ({
    passed: 1,
    failed: 0,
    said: (await buildIfStale({ signal, progress })) ? "built" : "up to date",
  }));
}

/**
 * @param {Promise<boolean>} installed
 * @returns {Promise<string>} the browser's program, where one is needed
 */
async function installProgramsAndLint(installed) {
  if (only !== "static") {
    await setUp("MariaDB", async (progress, outcome) => outcome(await ensureMariadb({ signal, progress })));
  }
  if (runs("unit")) {
    await setUp("mariadb-dump", async (progress, outcome) =>
      outcome(await ensureMariadbDump({ signal, progress })),
    );
    await setUp("Dovecot", async (progress, outcome) => outcome(await ensureDovecot({ signal, progress })));
  }
  let chromium = "";
  if (!(await installed)) return chromium;
  if (runs("e2e")) {
    await setUp("Chromium", async (progress, outcome) => {
      chromium = await ensureChromium({ signal, progress });
      outcome(chromium);
    });
  }
  if (runs("static")) {
    await check("Biome", () => runBiome(signal));
    await check("Layers", () => runLayers(signal));
    await check("Unused code", () => runKnip(signal));
  }
  return chromium;
}

/** @param {string} group */
function runs(group) {
  return !signal.aborted && (only === null || only === group);
}

function chosenGroup() {
  const index = process.argv.indexOf("--only");
  if (index < 0) return null;
  const group = process.argv[index + 1];
  if (group && groups.includes(group)) return group;
  console.error(`--only: expected ${groups.join(", ")}, given: ${group ?? "nothing"}`);
  process.exit(2);
}

/**
 * What the checks need; a failure counts as one, since what needs it will not have been shown.
 * @param {string} title
 * @param {Parameters<typeof step>[1]} work
 */
async function setUp(title, work) {
  return (await attempt(title, work)) !== null;
}

/**
 * One check: a line with its time and, when it fails, everything that it said.
 * @param {string} title
 * @param {(progress: (text: string) => void) => Promise<import("./test-checks.mjs").Verdict>} work
 * @returns {Promise<boolean>} whether all of it passed
 */
async function check(title, work) {
  const verdict = await attempt(title, async (progress, outcome) => {
    const result = await work(progress);
    outcome(result.said);
    if (result.failed > 0) throw new FailedCheck(result);
    return result;
  });
  total.passed += verdict?.passed ?? 0;
  return verdict !== null;
}

/**
 * @template Result
 * @param {string} title
 * @param {(progress: (text: string) => void, outcome: (text: string) => void) => Promise<Result>} work
 * @returns {Promise<Result | null>} null when it failed, which has been counted and printed
 */
async function attempt(title, work) {
  if (signal.aborted) return null;
  try {
    return await step(title, work);
  } catch (error) {
    if (signal.aborted) return null;
    const verdict = error instanceof FailedCheck ? error.verdict : { passed: 0, failed: 1 };
    total.passed += verdict.passed;
    total.failed += verdict.failed;
    console.log(`\n${error instanceof Error ? error.message || error.stack : error}\n`);
    return null;
  }
}
