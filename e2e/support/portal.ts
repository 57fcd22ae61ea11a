import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { freePort } from "@/db/embedded/mariadb-daemon.mjs";

const readyMs = 60_000;
const stopMs = 15_000;

type Options = {
  name: string;
  databaseUrl: string;
  dataDir: string;
  logFile: string;
  admin: { email: string; password: string };
  demo: boolean;
  /** Its mail settings; none for the embedded catcher. */
  mail: Record<string, string>;
};

/**
 * Starts the built portal (dist/server.mjs) as a process of its own on a free loopback port, with nothing of this
 * process's configuration: a developer's .env or exported variables must not decide what is tested.
 */
export async function startPortal(options: Options) {
  const { dataDir, logFile, name } = options;
  mkdirSync(dataDir, { recursive: true });
  mkdirSync(dirname(logFile), { recursive: true });
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const apiKey = `e2e-${randomBytes(18).toString("hex")}`;
  const env = {
    ...inherited(),
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    HOST: "127.0.0.1",
    PORT: String(port),
    PORTAL_URL: url,
    DATA_DIR: dataDir,
    DATABASE_URL: options.databaseUrl,
    SECRET_KEY: randomBytes(32).toString("base64url"),
    ADMIN_EMAIL: options.admin.email,
    ADMIN_PASSWORD: options.admin.password,
    ADMIN_API_KEY: apiKey,
    MAIL_CATCHER_SMTP_PORT: "0",
    MAIL_CATCHER_WEB_PORT: "0",
    ...options.mail,
  };
  await runToEnd("dist/run-migrations.mjs", env, logFile);
  if (options.demo) await runToEnd("dist/seed-demo.mjs", env, logFile);
  const child = spawnLogged("dist/server.mjs", env, logFile);
  const { inboxUrl } = await ready(child, name, logFile);
  return {
    url,
    pid: child.pid,
    inboxUrl,
    apiKey,
    demoPassword: options.demo ? demoPassword(dataDir) : null,
    stop: () => stop(child),
  };
}

function inherited(): Record<string, string | undefined> {
  const { PATH, HOME, TMPDIR, LANG } = process.env;
  return { PATH, HOME, TMPDIR, LANG };
}

function spawnLogged(program: string, env: Record<string, string | undefined>, logFile: string) {
  const log = openSync(logFile, "a");
  // A process group of its own: Ctrl-C in the terminal reaches the runner, which then stops the portal in order.
  const child = spawn(process.execPath, ["--enable-source-maps", program], {
    env: env as NodeJS.ProcessEnv,
    detached: true,
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  return child;
}

async function runToEnd(program: string, env: Record<string, string | undefined>, logFile: string) {
  const child = spawnLogged(program, env, logFile);
  const code = await ended(child);
  if (code !== 0) throw new Error(`${program} failed (exit code ${code}):\n${readFileSync(logFile, "utf8")}`);
}

function ended(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => resolve(code));
  });
}

async function ready(
  child: ChildProcess,
  name: string,
  logFile: string,
): Promise<{ inboxUrl: string | null }> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const fail = (why: string) =>
        reject(new Error(`The portal "${name}" ${why}:\n${readFileSync(logFile, "utf8")}`));
      timer = setTimeout(() => fail(`was not up within ${readyMs / 1000} s`), readyMs);
      child.once("error", reject);
      child.once("exit", (code) => fail(`ended (exit code ${code})`));
      child.on("message", (message: { type?: string; inboxUrl?: string | null }) => {
        if (message.type === "ready") resolve({ inboxUrl: message.inboxUrl ?? null });
      });
    });
  } catch (error) {
    await stop(child);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** SIGTERM, and SIGKILL when it does not end: exactly the process that was started here. */
async function stop(child: ChildProcess) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const end = ended(child);
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), stopMs);
  await end;
  clearTimeout(timer);
}

function demoPassword(dataDir: string): string {
  const credentials: { password: string } = JSON.parse(
    readFileSync(join(dataDir, "demo-credentials.json"), "utf8"),
  );
  return credentials.password;
}
