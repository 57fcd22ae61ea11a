import { type ChildProcess, execFile, spawn } from "node:child_process";
import { appendFileSync, createWriteStream, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "@/db/embedded/mariadb-daemon.mjs";
import { signingKeys } from "./tracked-requests";
import { waitUntil } from "./wait-until";

const root = fileURLToPath(new URL("../..", import.meta.url));
const readyMs = 90_000;
const stopMs = 30_000;
const recordedMs = 300_000;

export type PortalOptions = {
  home: string;
  databaseUrl: string;
  /** Further flags for Node, such as `--cpu-prof`. */
  nodeFlags?: string[];
  variables?: Record<string, string>;
  /** A command line that stands before Node's, such as one that sets a limit. */
  wrapper?: string[];
  /** The address and port of one that was killed, to come back at. */
  port?: number;
};
export type PortalProcess = Awaited<ReturnType<typeof startPortal>>;

export const apiKey = "bench-0123456789abcdef0123456789abcdef";
export const admin = { email: "root@bench.example", password: "correct-horse-battery" };

/** Builds the portal unless what is built is what the sources say: the benchmarks measure what is served. */
export async function buildPortal() {
  await promisify(execFile)(process.execPath, ["scripts/build.mjs"], { cwd: root });
}

/** Brings the database up to date and switches tracking on, as the migration leaves it off. */
export async function migratePortal({ home, databaseUrl }: PortalOptions) {
  const env = environment({ home, databaseUrl }, 0);
  await promisify(execFile)(process.execPath, ["dist/run-migrations.mjs"], { cwd: root, env });
}

/**
 * Starts the built portal as a process of its own, with nothing of this process's configuration, and waits until it
 * serves. Several may share one `home`: then they share the data directory.
 */
export async function startPortal(options: PortalOptions) {
  const port = options.port ?? (await freePort());
  const dataDir = join(options.home, "portal");
  mkdirSync(dataDir, { recursive: true });
  const logFile = join(options.home, `portal-${port}.log`);
  const node = [...(options.nodeFlags ?? []), "--enable-source-maps", "dist/server.mjs"];
  const command = [...(options.wrapper ?? []), process.execPath, ...node, `--data-dir=${dataDir}`];
  const child = spawn(command[0] ?? process.execPath, command.slice(1), {
    cwd: root,
    env: environment(options, port),
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  // By a pipe: a limit on the portal's files must not hit its log.
  const log = createWriteStream(logFile, { flags: "a" });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
  });
  try {
    await ready(child, logFile);
  } catch (error) {
    child.kill("SIGKILL");
    throw error;
  }
  return {
    port,
    dataDir,
    logFile,
    pid: child.pid ?? 0,
    /** Says something when the portal's own modules in `nodeFlags` send it. */
    onMessage: (listener: (message: unknown) => void) => child.on("message", listener),
    async kill() {
      child.kill("SIGKILL");
      await ended;
    },
    /** SIGTERM: it drains; one that does not end by itself within 30 s is killed, and the log says so. */
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      const timer = setTimeout(() => {
        appendFileSync(logFile, "bench: did not stop in time, killed\n");
        child.kill("SIGKILL");
      }, stopMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Waits until the portal says by its own word that it is well, which includes its database. */
export async function waitUntilHealthy(port: number) {
  await waitUntil("the portal is healthy", async () => (await readHealth(port))?.status === 200);
}

/** What `GET /api/health` says; null when nobody answers. */
export async function readHealth(port: number) {
  try {
    const signal = AbortSignal.timeout(10_000);
    const response = await fetch(`http://127.0.0.1:${port}/api/health`, { signal });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  } catch {
    return null;
  }
}

/** What its health says of the event journal; undefined when nobody answers. */
export async function readJournalHealth(port: number) {
  const health = await readHealth(port);
  return health?.body.event_journal as { waiting_events: number; problem: string | null } | undefined;
}

/** Resolves when all that the portal has answered is in the database. It is asked rarely: asking is work, too. */
export async function untilRecorded(port: number) {
  const isRecorded = async () => {
    await sleep(200);
    return (await readJournalHealth(port))?.waiting_events === 0;
  };
  await waitUntil("every event is in the database", isRecorded, recordedMs);
}

function environment({ home, databaseUrl, variables }: PortalOptions, port: number): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, LANG } = process.env;
  return {
    ...{ PATH, HOME, TMPDIR, LANG },
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    HOST: "127.0.0.1",
    PORT: String(port),
    PORTAL_URL: `http://127.0.0.1:${port}`,
    DATA_DIR: join(home, "portal"),
    DATABASE_URL: databaseUrl,
    SECRET_KEY: "a-secret-key-that-only-benchmarks-use-0123456789",
    TRACKING_SIGNING_KEYS: signingKeys,
    ADMIN_EMAIL: admin.email,
    ADMIN_PASSWORD: admin.password,
    ADMIN_API_KEY: apiKey,
    // Never spoken to: nothing is sent here. Without it every portal would start a mail catcher.
    SMTP_URL: "smtp://127.0.0.1:9",
    ...variables,
  };
}

function ready(child: ChildProcess, logFile: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (why: string) => reject(new Error(`The portal ${why}:\n${readFileSync(logFile, "utf8")}`));
    const timer = setTimeout(() => fail(`was not up within ${readyMs / 1000} s`), readyMs);
    child.once("error", reject);
    child.once("exit", (code, killedBy) => fail(`ended (${code ?? killedBy})`));
    child.on("message", (message: { type?: string }) => {
      if (message.type !== "ready") return;
      clearTimeout(timer);
      resolve();
    });
  });
}
