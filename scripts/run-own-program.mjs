import { spawn } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { findDaemon } from "../db/embedded/mariadb-daemon.mjs";
import { readConfiguration } from "./dot-env.mjs";
import { projectRoot } from "./project-root.mjs";

const configuration = readConfiguration();
const dataDir = resolve(projectRoot, configuration.DATA_DIR ?? ".data");

/**
 * Runs one of our own programs in the terminal with the portal's configuration and on its database, whether the portal
 * runs or not: bundled, or from its source when nothing was built. Ends this process as it ends.
 * @param {string} bundle its name in dist
 * @param {string} source its file, from the project's folder
 */
export function runOwnProgram(bundle, source) {
  const bundled = join(projectRoot, `dist/${bundle}.mjs`);
  if (!existsSync(join(projectRoot, "node_modules"))) {
    console.error("The dependencies are not installed: run `npm start` first.");
    process.exit(1);
  }
  const program = existsSync(bundled)
    ? ["--enable-source-maps", bundled]
    : ["--import", "tsx", join(projectRoot, source)];
  const child = spawn(process.execPath, [...program, ...process.argv.slice(2)], {
    cwd: projectRoot,
    // The log would stand between the lines of what the program says itself.
    env: {
      ...configuration,
      NODE_ENV: "production",
      LOG_LEVEL: "silent",
      DATA_DIR: dataDir,
      DATABASE_URL: configuration.DATABASE_URL ?? embeddedDatabaseUrl(),
    },
    stdio: "inherit",
  });
  child.once("error", (error) => {
    console.error(error.message);
    process.exit(1);
  });
  child.once("exit", (code) => process.exit(code ?? 1));
}

/** Of the embedded database: where it listens, or, when it does not run, its socket, where nobody answers. */
function embeddedDatabaseUrl() {
  const directory = join(existsSync(dataDir) ? realpathSync(dataDir) : dataDir, "mariadb");
  const daemon = findDaemon(directory);
  const socket = encodeURIComponent(join(directory, "mariadb.sock"));
  const passwordFile = join(dataDir, "mariadb-password");
  if (!daemon || !existsSync(passwordFile)) return `mysql://myportal@localhost/myportal?socketPath=${socket}`;
  return `mysql://myportal:${readFileSync(passwordFile, "utf8").trim()}@127.0.0.1:${daemon.port}/myportal`;
}
