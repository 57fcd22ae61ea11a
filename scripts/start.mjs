import "./check-node-version.mjs";
import { realpathSync } from "node:fs";
import { resolve } from "node:path";
import { startEmbeddedDatabase } from "../db/embedded/start-embedded-database.mjs";
import { buildIfStale } from "./build.mjs";
import { reachDatabase } from "./database-url.mjs";
import { readConfiguration, writeDotEnv } from "./dot-env.mjs";
import { ensureMariadb } from "./ensure-mariadb.mjs";
import { installDependencies } from "./install-dependencies.mjs";
import { claimPort } from "./port.mjs";
import { printWelcome } from "./print-welcome.mjs";
import { projectRoot } from "./project-root.mjs";
import { runCommand } from "./run-command.mjs";
import { serve, stopLeftoverServer } from "./serve.mjs";
import { step } from "./steps.mjs";

/**
 * `npm start`: everything from a fresh clone to a portal that serves. `npm run dev` (`--dev`) is the same with Next's
 * hot reload instead of a build. Every step finds out by itself what is left to do, so that a crash anywhere is
 * mended by starting again.
 */

const dev = process.argv.includes("--dev");
const stopping = new AbortController();
const exitCodes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
// npm passes on a Ctrl-C that the terminal has sent to us already: one wish, two signals.
const sameSignalMs = 700;
// A database that dies more often than this has something that starting it again does not mend.
const deathsBorne = 3;
const deathsCountedMs = 10 * 60_000;
/** @type {keyof typeof exitCodes | null} */
let stoppedBy = null;
let stoppedAt = 0;
/** @type {import("./serve.mjs").RunningServer | null} */
let server = null;

for (const name of /** @type {(keyof typeof exitCodes)[]} */ (Object.keys(exitCodes))) {
  process.on(name, () => {
    if (stoppedBy) {
      if (performance.now() - stoppedAt > sameSignalMs) server?.kill();
      return;
    }
    stoppedBy = name;
    stoppedAt = performance.now();
    console.log(server ? "\n  Stopping (once more to force it)" : "\n  Stopping");
    stopping.abort();
    server?.stop();
  });
}

const { signal } = stopping;
/** @type {Awaited<ReturnType<typeof startEmbeddedDatabase>> | null} */
let database = null;
let exitCode = 1;
try {
  exitCode = await run();
} catch (error) {
  if (!stoppedBy) console.error(`\n${error instanceof Error ? explain(error) : error}`);
} finally {
  await database?.stop();
}
process.exit(stoppedBy && !server ? exitCodes[stoppedBy] : exitCode);

/** @returns {Promise<number>} the exit code */
async function run() {
  console.log(`\n  MyPortal${dev ? " (development)" : ""}\n`);
  await step("Dependencies", async (progress, outcome) => {
    outcome((await installDependencies({ signal, progress })) ? "installed" : "up to date");
  });
  await step("Configuration", (_progress, outcome) => {
    outcome(
      {
        written: ".env written, with generated secrets",
        completed: "secrets filled into .env",
        kept: ".env",
      }[writeDotEnv()],
    );
  });
  const configuration = readConfiguration();
  const dataDir = resolve(projectRoot, configuration.DATA_DIR ?? ".data");
  const info = {};
  const databaseUrl = configuration.DATABASE_URL ?? (await startDatabase(dataDir, info));
  if (configuration.DATABASE_URL) {
    await step("Database", async (progress, outcome) =>
      outcome(await reachDatabase(databaseUrl, { signal, progress })),
    );
  }
  signal.throwIfAborted();
  const port = await claimPort(configuration);
  const portalUrl = configuration.PORTAL_URL ?? `http://localhost:${port}`;
  Object.assign(info, { portalUrl });
  const env = {
    ...configuration,
    NODE_ENV: dev ? "development" : "production",
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: databaseUrl,
    DATA_DIR: dataDir,
    PORT: String(port),
  };
  if (!dev) {
    await step("Build", async (progress, outcome) => {
      outcome((await buildIfStale({ signal, progress })) ? "built" : "up to date");
    });
  }
  await step("Migrations", async (progress, outcome) => {
    outcome(lastLine(await runProgram("run-migrations", "db/run-migrations.ts", env, progress)));
  });
  if (database?.isFirstRun()) {
    await step("Demo data", async (progress) => {
      await runProgram("seed-demo", "db/seed/run-seed.ts", env, progress);
    });
    database.finishFirstRun();
  }
  server = await step("Portal", (progress) => {
    progress("starting");
    return serve({ env, dev, signal });
  });
  printWelcome({ portalUrl, dataDir, ...server.ready });
  return untilTheEnd(server);
}

/**
 * @param {string} dataDir
 * @param {Record<string, unknown>} info
 */
async function startDatabase(dataDir, info) {
  database = await step("Embedded database", async (progress, outcome) => {
    const version = await ensureMariadb({ signal, progress });
    signal.throwIfAborted();
    progress("starting");
    const started = await startEmbeddedDatabase({ dataDir, info });
    const how = { created: "set up", adopted: "taken over, it was still running", started: "started" }[
      started.how
    ];
    outcome(`MariaDB ${version}, ${how}`);
    return started;
  });
  await stopLeftoverServer(realpathSync(dataDir));
  return database.url;
}

/**
 * One of our own programs: bundled, or from its source in development.
 * @param {string} bundle
 * @param {string} source
 * @param {NodeJS.ProcessEnv} env
 * @param {(text: string) => void} onLine
 */
function runProgram(bundle, source, env, onLine) {
  const args = dev ? ["--import", "tsx", source] : ["--enable-source-maps", `dist/${bundle}.mjs`];
  return runCommand(process.execPath, args, { env, signal, onLine });
}

/** @param {string} output */
function lastLine(output) {
  return output.trimEnd().split("\n").at(-1) ?? "";
}

/**
 * @param {import("./serve.mjs").RunningServer} running
 * @returns {Promise<number>} the exit code
 */
async function untilTheEnd(running) {
  if (database) {
    keepAlive(database).catch((error) => {
      if (stoppedBy) return;
      console.error(`\n${error instanceof Error ? error.message : error}`);
      running.stop();
      exitCode = 1;
    });
  }
  const code = await running.ended;
  if (!stoppedBy) {
    console.error(`\nThe portal ended by itself (exit code ${code}).`);
    return code || 1;
  }
  console.log("  Stopped");
  return code;
}

/**
 * Starts the database again when it ends by itself. The portal goes on meanwhile: what recipients do waits on disk.
 * @param {Awaited<ReturnType<typeof startEmbeddedDatabase>>} embedded
 */
async function keepAlive(embedded) {
  /** @type {number[]} */
  const deaths = [];
  for (;;) {
    await embedded.died();
    if (stoppedBy) return;
    deaths.push(performance.now());
    const recent = deaths.filter((at) => performance.now() - at < deathsCountedMs);
    if (recent.length > deathsBorne) {
      throw new Error(`The embedded database keeps ending by itself; its log is ${embedded.logFile}.`);
    }
    console.error(
      `\n  The embedded database ended by itself (its log: ${embedded.logFile}); starting it again`,
    );
    await embedded.restart();
    console.error("  The embedded database is up again");
  }
}

/** @param {Error} error */
function explain(error) {
  // Thrown by env.ts in the first of our programs that reads the configuration: for a person, without its stack.
  const wrongConfiguration = /EnvironmentError: ([\s\S]*?)\n {4}at /.exec(error.message)?.[1];
  if (wrongConfiguration) return wrongConfiguration;
  const expected = /^(Mariadb|DataDirectory|SystemPackage|Command|Port|Database|Start)\w*Error$/.test(
    error.name,
  );
  return expected ? error.message : (error.stack ?? error.message);
}
