import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, readdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { runsAsRoot } from "./mariadb-daemon.mjs";

const unfinishedPrefix = "mariadb.new-";

/** Stands inside a fresh data directory until the first run is complete; a crash before that starts it over. */
export const firstRunMarker = "myportal-first-run";

/**
 * Makes `DATA_DIR/mariadb` unless it is there. It is built under another name and renamed when it is complete, so that
 * a directory of the right name is always a whole one; what an interrupted attempt left is removed.
 * @param {string} dataDir absolute
 * @param {string} installer the path of mariadb-install-db
 * @returns {Promise<{ directory: string, created: boolean }>}
 */
export async function createDataDirectory(dataDir, installer) {
  const directory = join(dataDir, "mariadb");
  for (const name of readdirSync(dataDir)) {
    if (name.startsWith(unfinishedPrefix)) rmSync(join(dataDir, name), { recursive: true, force: true });
  }
  if (existsSync(directory)) {
    if (existsSync(join(directory, "mysql"))) return { directory, created: false };
    refuseForeignFiles(directory);
    rmdirSync(directory);
  }
  // A name of its own each time: the set-up of a killed process may still be writing into the last one.
  const unfinished = `${unfinishedPrefix}${randomBytes(4).toString("hex")}`;
  await fillDataDirectory(dataDir, unfinished, installer);
  writeFileSync(join(dataDir, unfinished, firstRunMarker), "");
  renameSync(join(dataDir, unfinished), directory);
  return { directory, created: true };
}

/**
 * @param {string} dataDir
 * @param {string} name
 * @param {string} installer
 */
async function fillDataDirectory(dataDir, name, installer) {
  const options = [
    "--no-defaults",
    ...(runsAsRoot ? ["--user=root"] : []),
    "--auth-root-authentication-method=socket",
    "--skip-test-db",
    // Relative: the installer is a shell script that does not quote every use of the path.
    `--datadir=./${name}`,
  ];
  try {
    await promisify(execFile)(installer, options, { cwd: dataDir });
  } catch (error) {
    const output = error instanceof Error && "stdout" in error ? String(error.stdout) : "";
    throw new Error(`${installer} could not set up the database in ${dataDir}:\n${output}`, { cause: error });
  }
}

/** @param {string} directory */
function refuseForeignFiles(directory) {
  if (readdirSync(directory).length === 0) return;
  throw new Error(
    `${directory} holds files that are not a MariaDB data directory. Move it away, or set DATA_DIR to another place.`,
  );
}
