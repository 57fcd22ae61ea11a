import { execFileSync } from "node:child_process";
import { installSystemPackages } from "./system-packages.mjs";

// A test makes a backup and restores it, as the documentation says. Elsewhere the program comes with the server.
const packages = {
  apt: [["mariadb-client"]],
  dnf: [["mariadb"]],
  brew: [["mariadb"]],
};

/** @returns {string | null} the version of mariadb-dump on this machine */
function dumpVersion() {
  try {
    return execFileSync("mariadb-dump", ["--no-defaults", "--version"], { encoding: "utf8" }).trim();
  } catch {
    return null; // Not there.
  }
}

/**
 * Sees to it that there is a mariadb-dump on this machine.
 * @param {{ signal?: AbortSignal, progress: (text: string) => void }} options
 * @returns {Promise<string>} its version
 * @throws {import("./system-packages.mjs").SystemPackageError}
 */
export async function ensureMariadbDump(options) {
  const there = dumpVersion();
  if (there) return there;
  await installSystemPackages("mariadb-dump", packages, options);
  const installed = dumpVersion();
  if (!installed) throw new Error("mariadb-dump was installed, but is not in the PATH");
  return installed;
}
