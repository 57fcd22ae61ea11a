import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { runCommand } from "./run-command.mjs";
import { canInstall, installSystemPackages, SystemPackageError } from "./system-packages.mjs";

/** Debian's Chromium that draws no window of its own: the same engine, and the tests take half the time. */
const windowless = "chromium-headless-shell";
const programs = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const packages = {
  apt: [[windowless], ["chromium"], ["chromium-browser"]],
  dnf: [["chromium"]],
  brew: [["--cask", "google-chrome"]],
};

/**
 * Finds a Chromium or Chrome, or installs one: with the package manager, else Playwright's own.
 * @param {{ signal?: AbortSignal, progress: (text: string) => void }} options
 * @returns {Promise<string>} the path of its program
 */
export async function ensureChromium(options) {
  const there = locate([windowless]) ?? (await betterThanFound(options)) ?? (await found());
  if (there) return there;
  try {
    await installSystemPackages("Chromium", packages, options);
  } catch (error) {
    if (!(error instanceof SystemPackageError)) throw error;
    options.progress(`playwright install chromium`);
    await runCommand(
      process.execPath,
      ["node_modules/playwright/cli.js", "install", "chromium"],
      options,
    ).catch((second) => {
      throw new AggregateError([error, second], `${error.message}\n\n${second.message}`);
    });
  }
  const installed = locate([windowless]) ?? (await found());
  if (!installed) throw new Error("Chromium was installed, but it does not run here.");
  return installed;
}

/**
 * The windowless one, installed beside the Chromium that was found, where that is a matter of seconds.
 * @param {Parameters<typeof ensureChromium>[0]} options
 */
async function betterThanFound(options) {
  if (process.env.CHROMIUM_PATH || !(await found()) || !canInstall(windowless)) return null;
  try {
    await installSystemPackages("Chromium", { apt: [[windowless]], dnf: [], brew: [] }, options);
  } catch (error) {
    if (!(error instanceof SystemPackageError)) throw error;
    return null; // The one that was found will do.
  }
  return locate([windowless]);
}

async function found() {
  return locate(programs) ?? (await playwrightsChromium());
}

/** @param {string[]} candidates */
function locate(candidates) {
  const chosen = process.env.CHROMIUM_PATH;
  for (const program of chosen ? [chosen] : candidates) {
    try {
      // Run, not only looked for: Ubuntu's chromium-browser without its snap is a script that fails.
      execFileSync(program, ["--version"], { stdio: "ignore", timeout: 30_000 });
      return program.includes("/") ? program : execFileSync("which", [program], { encoding: "utf8" }).trim();
    } catch {
      // Not here: the next one.
    }
  }
  return null;
}

/** The one that `playwright install` put into its cache, if any. */
async function playwrightsChromium() {
  const { chromium } = await import("playwright");
  return existsSync(chromium.executablePath()) ? chromium.executablePath() : null;
}
