import "./check-node-version.mjs";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { findDaemon } from "../db/embedded/mariadb-daemon.mjs";
import { readConfiguration } from "./dot-env.mjs";
import { projectRoot } from "./project-root.mjs";

/**
 * `npm run doctor`: the checks of Admin → Doctor in the terminal, whether the portal runs or not. Exit code 1 when one
 * is red. Arguments: names of checks, `--json`, `--dns 1.1.1.1`.
 */

const configuration = readConfiguration();
const dataDir = resolve(projectRoot, configuration.DATA_DIR ?? ".data");
const bundle = join(projectRoot, "dist/doctor.mjs");

if (!existsSync(join(projectRoot, "node_modules"))) {
  console.error("The dependencies are not installed: run `npm start` first.");
  process.exit(1);
}
const program = existsSync(bundle)
  ? ["--enable-source-maps", bundle]
  : ["--import", "tsx", join(projectRoot, "services/doctor/doctor-program.ts")];
const child = spawn(process.execPath, [...program, ...process.argv.slice(2)], {
  cwd: projectRoot,
  // The log would stand between the lines, and what it says the doctor says.
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

/** Of the embedded database: where it listens, or, when it does not run, its socket, where nobody answers. */
function embeddedDatabaseUrl() {
  const directory = join(existsSync(dataDir) ? realpathSync(dataDir) : dataDir, "mariadb");
  const daemon = findDaemon(directory);
  const socket = encodeURIComponent(join(directory, "mariadb.sock"));
  const passwordFile = join(dataDir, "mariadb-password");
  if (!daemon || !existsSync(passwordFile)) return `mysql://myportal@localhost/myportal?socketPath=${socket}`;
  return `mysql://myportal:${readFileSync(passwordFile, "utf8").trim()}@127.0.0.1:${daemon.port}/myportal`;
}
