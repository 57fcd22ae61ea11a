import { TLSSocket } from "node:tls";
import type { NodemailerError } from "nodemailer";
import { parseConnectionUrl } from "nodemailer/lib/shared";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { SettingsOf } from "@/services/integration-modules/module-definitions";
import { type ConnectionStep, explainNetworkError, failed, ok, warning } from "./connection-step";

const timeoutMs = 15_000;
const steps = { connect: "Connect", tls: "Encryption", signIn: "Sign in" } as const;

/** Connects as for sending a mail, as far as signing in; nothing is sent. Each step says what was seen. */
export async function testSmtp({ url: address }: SettingsOf<"smtp">): Promise<ConnectionStep[]> {
  if (!address) return [failed(steps.connect, "Enter the server first.")];
  const url = new URL(address);
  const { auth, ...options } = parseConnectionUrl(address);
  const connection = new SMTPConnection({
    ...options,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
  });
  const done: ConnectionStep[] = [];
  try {
    await connected(connection);
    done.push(ok(steps.connect, `${url.host} answers.`), encryption(connection, url));
    if (auth && connection.allowsAuth) await signedIn(connection, auth);
    return [...done, signIn(connection, auth?.user)];
  } catch (error) {
    return [...done, ...explain(error as NodemailerError, url, done.length > 0)];
  } finally {
    connection.close();
  }
}

function connected(connection: SMTPConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.on("error", reject);
    connection.once("end", () => reject(new Error("The server hung up.")));
    connection.connect((error) => (error ? reject(error) : resolve()));
  });
}

function signedIn(connection: SMTPConnection, auth: { user: string; pass: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    connection.once("error", reject);
    connection.once("end", () => reject(new Error("The server hung up.")));
    connection.login({ credentials: auth }, (error) => (error ? reject(error) : resolve()));
  });
}

function encryption(connection: SMTPConnection, url: URL): ConnectionStep {
  if (connection.secure) {
    const protocol = connection._socket instanceof TLSSocket ? connection._socket.getProtocol() : null;
    const how = url.protocol === "smtps:" ? "from the first byte" : "by STARTTLS";
    return ok(steps.tls, `The connection is encrypted ${how}${protocol ? ` (${protocol})` : ""}.`);
  }
  const isLocal = /^(localhost|127\.|\[::1\])/.test(url.hostname);
  return isLocal
    ? ok(steps.tls, "None: the server offers no STARTTLS. It is on this machine.")
    : warning(
        steps.tls,
        "None: the server offers no STARTTLS. Mail, and the password, can be read on the way.",
      );
}

function signIn(connection: SMTPConnection, user: string | undefined): ConnectionStep {
  if (user && connection.allowsAuth) return ok(steps.signIn, `Signed in as ${user}.`);
  if (user)
    return warning(steps.signIn, `The server has no sign-in here: it was not told that we are ${user}.`);
  return ok(steps.signIn, "No user name is set, and the server did not ask for one yet.");
}

function explain(error: NodemailerError, url: URL, isConnected: boolean): ConnectionStep[] {
  const said = error.response ?? error.message;
  if (isConnected) return [failed(steps.signIn, `The server does not let us in: ${said}`)];
  if (error.code === "ETLS" || /certificate|SSL|TLS/i.test(error.message))
    return [
      ok(steps.connect, `${url.host} answers.`),
      failed(steps.tls, explainNetworkError(error, url.host)),
    ];
  return [
    failed(
      steps.connect,
      error.response ? `The server refuses us: ${said}` : explainNetworkError(error, url.host),
    ),
  ];
}
