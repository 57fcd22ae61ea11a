import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "./project-root.mjs";
import { runCommand } from "./run-command.mjs";

/**
 * Sees to it that node_modules is what package-lock.json says.
 * @param {{ signal?: AbortSignal, progress: (text: string) => void }} options
 * @returns {Promise<boolean>} whether anything was installed
 */
export async function installDependencies({ signal, progress }) {
  if (dependenciesAreInstalled()) return false;
  progress("npm ci");
  // Named: NODE_ENV=production in the environment must not leave out what builds and tests.
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund"];
  const npm = process.env.npm_execpath;
  if (npm?.endsWith(".js")) await runCommand(process.execPath, [npm, ...args], { signal });
  else await runCommand("npm", args, { signal });
  return true;
}

/**
 * npm writes node_modules/.package-lock.json last, with what it has really installed: an interrupted or outdated
 * installation differs from the lockfile. Packages for other platforms are rightly absent.
 */
export function dependenciesAreInstalled() {
  const installedFile = join(projectRoot, "node_modules/.package-lock.json");
  if (!existsSync(installedFile)) return false;
  const wanted = packagesOf(join(projectRoot, "package-lock.json"));
  const installed = packagesOf(installedFile);
  return Object.entries(wanted).every(([path, { version, integrity, optional }]) => {
    if (path === "") return true;
    const found = installed[path];
    return found ? found.version === version && found.integrity === integrity : optional === true;
  });
}

/**
 * @param {string} file
 * @returns {Record<string, { version?: string, integrity?: string, optional?: boolean }>}
 */
function packagesOf(file) {
  return JSON.parse(readFileSync(file, "utf8")).packages;
}
