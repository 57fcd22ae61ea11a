import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FullConfig } from "@playwright/test";
import { createConnection } from "mysql2/promise";
import { findDaemon } from "@/db/embedded/mariadb-daemon.mjs";
import { startEmbeddedDatabase } from "@/db/embedded/start-embedded-database.mjs";
import { startMailboxServer } from "./mailbox-server";
import { startPortal } from "./portal";
import { startResendStandIn } from "./resend-stand-in";
import { signIn } from "./sign-in";
import { startSmtpSink } from "./smtp-sink";
import { type Account, announceStage, type PortalUnderTest, type Role } from "./stage";

const admin: Account = {
  email: "root@larkfield.example",
  password: "correct-horse-battery",
  name: "Administrator",
};
const demoAgent = { email: "tomas@larkfield.example", name: "Tomás Herrera" };

/** Builds if need be, and starts all that the specs talk to. @returns what stops it again. */
export default async function setUp(config: FullConfig) {
  // A program of its own, as `npm start` runs it; it says nothing but one line when the build is fresh.
  execFileSync(process.execPath, ["scripts/build.mjs"], {
    stdio: "inherit",
    cwd: join(config.rootDir, ".."),
  });
  const home = mkdtempSync(join(tmpdir(), "myportal-e2e-"));
  const logs = join(config.rootDir, "../test-results/portals");
  mkdirSync(logs, { recursive: true });
  const watchdog = startWatchdog();
  watchdog.note(`folder ${home}`);
  const stops: (() => Promise<void>)[] = [];
  const tearDown = async () => {
    for (const stop of stops.reverse()) await stop();
    rmSync(home, { recursive: true, force: true });
    watchdog.note("done");
  };
  try {
    const server = await startEmbeddedDatabase({
      dataDir: join(home, "db"),
      allDatabases: true,
      durable: false,
    });
    stops.push(() => server.stop());
    watchdog.note(`pid ${findDaemon(server.directory)?.pid}`);
    const sink = await startSmtpSink();
    stops.push(() => sink.close());
    const standIn = await startResendStandIn();
    stops.push(() => standIn.close());
    const mailbox = await startMailboxServer(sink, standIn);
    stops.push(() => mailbox.close());

    const open = async (
      name: string,
      demo: boolean,
      mail: Record<string, string>,
    ): Promise<PortalUnderTest> => {
      const portal = await startPortal({
        ...{ name, demo, mail, admin },
        databaseUrl: await createDatabase(server.url, name),
        dataDir: join(home, name),
        logFile: join(logs, `${name}.log`),
      });
      stops.push(() => portal.stop());
      watchdog.note(`pid ${portal.pid}`);
      const agent = portal.demoPassword ? { ...demoAgent, password: portal.demoPassword } : admin;
      const accounts: Record<Role, Account> = { admin, agent };
      const sessions = { admin: join(home, `${name}-admin.json`), agent: join(home, `${name}-agent.json`) };
      for (const role of ["admin", "agent"] as const)
        await signIn(portal.url, accounts[role], sessions[role]);
      await changeModule(portal, "plausible", { enabled: true });
      // Undo is the default of 10 s only where it is what is tested.
      await changeModule(portal, "email", { settings: { undo_seconds: 0 } });
      const { url, inboxUrl, apiKey } = portal;
      return { ...{ name, url, inboxUrl, apiKey, accounts, sessions }, logFile: join(logs, `${name}.log`) };
    };
    // All of them, even when one fails: what was started can be stopped only then.
    const opened = await Promise.allSettled([
      open("desk", true, { SMTP_URL: sink.url }),
      open("switched", true, { SMTP_URL: sink.url }),
      open("resend", false, { RESEND_API_KEY: standIn.apiKey, RESEND_BASE_URL: standIn.url }),
      open("catcher", false, {}),
    ]);
    const [desk, switched, resend, catcher] = opened.map((portal) => {
      if (portal.status === "rejected") throw portal.reason;
      return portal.value;
    }) as [PortalUnderTest, PortalUnderTest, PortalUnderTest, PortalUnderTest];
    announceStage({ desk, switched, resend, catcher, mailboxUrl: mailbox.url });
    return tearDown;
  } catch (error) {
    await tearDown();
    throw error;
  }
}

/** A runner that is killed tears nothing down; this small process then does. */
function startWatchdog() {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.resolve("./watchdog.mjs"))], {
    detached: true,
    stdio: ["pipe", "ignore", "inherit"],
  });
  child.unref();
  return { note: (line: string) => child.stdin.write(`${line}\n`) };
}

async function createDatabase(serverUrl: string, name: string): Promise<string> {
  const connection = await createConnection({ uri: serverUrl });
  try {
    await connection.query(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  } finally {
    await connection.end();
  }
  return new URL(name, serverUrl).href;
}

/** The migration makes the tracking module disabled; only the demo's data enables it. */
async function changeModule(
  { url, apiKey }: { url: string; apiKey: string },
  slug: string,
  change: { enabled?: boolean; settings?: Record<string, unknown> },
) {
  const response = await fetch(`${url}/api/v1/integration-modules/${slug}`, {
    method: "PATCH",
    headers: { authorization: `Bearer ${apiKey}`, "content-type": "application/json" },
    body: JSON.stringify(change),
  });
  if (!response.ok)
    throw new Error(`${slug} could not be changed: ${response.status} ${await response.text()}`);
}
