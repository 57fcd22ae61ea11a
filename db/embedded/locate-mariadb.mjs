import { execFileSync } from "node:child_process";
import { delimiter, join } from "node:path";
import { isExecutable } from "./is-executable.mjs";

// Package managers put daemons where an ordinary user's PATH does not look; Homebrew keeps versioned kegs unlinked.
const otherFolders = [
  "/usr/bin",
  "/usr/sbin",
  "/usr/local/sbin",
  "/usr/libexec",
  "/usr/local/bin",
  "/opt/homebrew/bin",
  "/opt/homebrew/opt/mariadb/bin",
  "/usr/local/opt/mariadb/bin",
];
const oldestVersion = [10, 6];

/**
 * Finds the programs of a MariaDB server that is installed on this machine. Oracle's mysqld is passed over: it sets up
 * a data directory in another way.
 * @param {string} [path] the folders to look in, as in PATH; the usual places of daemons are looked at besides
 * @returns {{ server: string, installer: string, version: string } | null}
 */
export function locateMariadb(path = process.env.PATH ?? "") {
  const folders = [...path.split(delimiter).filter(Boolean), ...otherFolders];
  const installer = firstExecutable(folders, ["mariadb-install-db", "mysql_install_db"]);
  if (!installer) return null;
  for (const server of executables(folders, ["mariadbd", "mysqld"])) {
    const version = mariadbVersion(server);
    if (version) return { server, installer, version };
  }
  return null;
}

/**
 * @param {string[]} folders
 * @param {string[]} names
 */
function firstExecutable(folders, names) {
  return executables(folders, names)[0] ?? null;
}

/**
 * @param {string[]} folders
 * @param {string[]} names the preferred first
 */
function executables(folders, names) {
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).filter(isExecutable);
}

/** @param {string} server @returns {string | null} null when it is no MariaDB, or one that is too old */
function mariadbVersion(server) {
  let text;
  try {
    text = execFileSync(server, ["--no-defaults", "--version"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    return null; // A program of that name that cannot run here is as good as none.
  }
  const [, major, minor] = /(\d+)\.(\d+)\.\d+-MariaDB/i.exec(text) ?? [];
  if (!major || !minor) return null;
  const newEnough =
    Number(major) > oldestVersion[0] ||
    (Number(major) === oldestVersion[0] && Number(minor) >= oldestVersion[1]);
  return newEnough ? `${major}.${minor}` : null;
}
