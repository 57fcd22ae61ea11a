import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ImapFlow } from "imapflow";
import { locateDovecot } from "@/scripts/ensure-dovecot.mjs";

const password = "a-test-password";

/** A real IMAP server with empty mailboxes for whoever signs in, on loopback and a port of its own. */
export async function startDovecot() {
  const program = locateDovecot();
  if (!program) throw new Error("Dovecot is not installed: `npm test` installs it");
  const root = mkdtempSync(join(tmpdir(), "myportal-dovecot-"));
  const port = await freePort();
  const account = ordinaryAccount();
  for (const folder of [join(root, "mail"), join(root, "run"), root]) {
    mkdirSync(folder, { recursive: true });
    chownSync(folder, account.uid, account.gid);
  }
  const configuration = join(root, "dovecot.conf");
  writeFileSync(configuration, configurationFor(root, port, account));
  let server = await launch(program, configuration, port, account);
  return {
    port,
    urlFor: (user: string, folder = "INBOX") => `imap://${user}:${password}@127.0.0.1:${port}/${folder}`,
    password,
    /** Signs in as a mail program would. */
    async client(user: string) {
      const client = new ImapFlow({
        host: "127.0.0.1",
        port,
        secure: false,
        auth: { user, pass: password },
        logger: false,
      });
      await client.connect();
      return client;
    },
    /** Puts a mail into somebody's inbox, as a mail server delivers it. */
    async deliver(user: string, mail: Buffer | string, date = new Date()) {
      const client = await this.client(user);
      await client.append("INBOX", Buffer.from(mail), [], date);
      await client.logout();
    },
    async restart() {
      await end(server);
      server = await launch(program, configuration, port, account);
    },
    async stop() {
      await end(server);
      rmSync(root, { recursive: true, force: true });
    },
  };
}

type Account = { uid: number; gid: number; name: string; group: string };

/** Whose the server is: ours, or nobody's when we are root, whom Dovecot does not serve. */
function ordinaryAccount(): Account {
  const { uid, username } = userInfo();
  const name = uid === 0 ? "nobody" : username;
  const ask = (...args: string[]) => execFileSync("id", [...args, name], { encoding: "utf8" }).trim();
  return { name, uid: Number(ask("-u")), gid: Number(ask("-g")), group: ask("-gn") };
}

function configurationFor(root: string, port: number, { uid, gid, name, group }: Account): string {
  return `
protocols = imap
listen = 127.0.0.1
base_dir = ${root}/run
log_path = ${root}/dovecot.log
ssl = no
disable_plaintext_auth = no
default_internal_user = ${name}
default_internal_group = ${group}
default_login_user = ${name}
first_valid_uid = ${Math.min(uid, 500)}
first_valid_gid = 0
mail_location = maildir:${root}/mail/%u
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = uid=${uid} gid=${gid} home=${root}/mail/%u
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service anvil {
  chroot =
}
service stats {
  chroot =
}
namespace inbox {
  inbox = yes
}
`;
}

async function launch(
  program: string,
  configuration: string,
  port: number,
  { uid, gid }: Account,
): Promise<ChildProcess> {
  const server = spawn(program, ["-F", "-c", configuration], {
    ...{ uid, gid },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  server.stderr?.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  for (let tries = 0; tries < 100; tries++) {
    if (server.exitCode !== null) throw new Error(`Dovecot did not start: ${said}`);
    if (await answers(port)) return server;
    await sleep(50);
  }
  server.kill("SIGKILL");
  throw new Error(`Dovecot does not answer: ${said}`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.setTimeout(1_000, () => socket.destroy(new Error("no greeting")));
    socket.once("data", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

async function end(server: ChildProcess) {
  if (server.exitCode !== null) return;
  const ended = new Promise((resolve) => server.once("exit", resolve));
  server.kill("SIGTERM");
  await ended;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      if (!address || typeof address === "string") return reject(new Error("no port"));
      probe.close(() => resolve(address.port));
    });
  });
}
