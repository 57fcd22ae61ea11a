import { spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { findProcesses } from "../db/embedded/find-processes.mjs";
import { projectRoot } from "./project-root.mjs";

const readyMs = 120_000;
const leftoverMs = 15_000;

/** The portal's process ended before it served. */
class StartError extends Error {
  name = "StartError";
}

/**
 * @typedef {{
 *   ready: { inboxUrl: string | null, generatedAdmin: { email: string, password: string } | null },
 *   ended: Promise<number>,
 *   stop(): void,
 *   kill(): void,
 * }} RunningServer `stop` lets it finish what it has begun, `kill` does not
 */

/**
 * Starts the portal's process and waits until it answers /api/health with 200.
 * @param {{ env: NodeJS.ProcessEnv, dev: boolean, signal: AbortSignal }} options
 * @returns {Promise<RunningServer>}
 */
export async function serve({ env, dev, signal }) {
  const program = dev ? ["--import", "tsx", "server.ts"] : ["--enable-source-maps", "dist/server.mjs"];
  const child = spawn(process.execPath, [...program, ownerArgument(env.DATA_DIR ?? "")], {
    cwd: projectRoot,
    env,
    // A session of its own: Ctrl-C reaches this process only, which then stops the other two in their order.
    detached: true,
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  /** @type {Promise<number>} */
  const ended = new Promise((resolve) => {
    child.once("error", () => resolve(1));
    child.once("exit", (code, killedBy) => resolve(code ?? (killedBy ? 1 : 0)));
  });
  const stop = () => child.kill("SIGTERM");
  signal.addEventListener("abort", stop);
  /** @type {Promise<RunningServer["ready"]>} */
  const ready = new Promise((resolve) => {
    child.on("message", (message) => {
      if (isReady(message)) resolve(message);
    });
  });
  const timeout = new AbortController();
  const outcome = await Promise.race([
    ready,
    ended.then(
      (code) => new StartError(`The portal did not start (exit code ${code}); what it said stands above.`),
    ),
    sleep(readyMs, new StartError(`The portal was not up within ${readyMs / 1000} s.`), {
      signal: timeout.signal,
    }),
  ]);
  timeout.abort();
  const failure = outcome instanceof Error ? outcome : await healthFailure(env, ended);
  if (failure) {
    child.kill("SIGKILL");
    await ended;
    signal.throwIfAborted();
    throw failure;
  }
  return {
    ready: /** @type {RunningServer["ready"]} */ (outcome),
    ended,
    stop,
    kill: () => child.kill("SIGKILL"),
  };
}

/** @param {unknown} message @returns {message is RunningServer["ready"]} */
function isReady(message) {
  return typeof message === "object" && message !== null && "type" in message && message.type === "ready";
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {Promise<number>} ended
 * @returns {Promise<Error | null>}
 */
async function healthFailure(env, ended) {
  const host = env.HOST && !["0.0.0.0", "::"].includes(env.HOST) ? env.HOST : "127.0.0.1";
  const url = `http://${host.includes(":") ? `[${host}]` : host}:${env.PORT}/api/health`;
  let alive = true;
  ended.then(() => {
    alive = false;
  });
  let last = "no answer";
  for (const deadline = Date.now() + readyMs; alive && Date.now() < deadline; await sleep(100)) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(30_000) });
      if (response.ok) return null;
      last = `${response.status} ${await response.text()}`;
    } catch (error) {
      last = error instanceof Error ? error.message : String(error);
    }
  }
  return new StartError(`The portal does not become healthy: ${url} says ${last}`);
}

/**
 * Tells which data directory a portal's process serves, in its command line; the process itself does not read it.
 * @param {string} dataDir
 */
function ownerArgument(dataDir) {
  return `--data-dir=${dataDir}`;
}

/**
 * Ends the portal's process of an `npm start` that was killed. Only for a data directory that this process has the
 * lock of: then whoever serves it has lost its parent.
 * @param {string} dataDir absolute and real
 */
export async function stopLeftoverServer(dataDir) {
  const leftover = () =>
    findProcesses(ownerArgument(dataDir)).filter(({ args }) =>
      args.some((argument) => /server\.(ts|mjs)$/.test(argument)),
    );
  for (const { pid } of leftover()) signalProcess(pid, "SIGTERM");
  for (const deadline = Date.now() + leftoverMs; leftover().length > 0; await sleep(50)) {
    if (Date.now() > deadline) for (const { pid } of leftover()) signalProcess(pid, "SIGKILL");
  }
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} name
 */
function signalProcess(pid, name) {
  try {
    process.kill(pid, name);
  } catch (error) {
    // Already gone is what was wanted.
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== "ESRCH") throw error;
  }
}
