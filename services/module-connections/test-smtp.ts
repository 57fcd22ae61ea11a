import { createTransport, type NodemailerError } from "nodemailer";
import type { SettingsOf } from "@/services/integration-modules/module-definitions";
import { type ConnectionStep, explainNetworkError, failed, ok, warning } from "./connection-step";

const timeoutMs = 15_000;
const steps = { connect: "Connect", tls: "Encryption", signIn: "Sign in" } as const;

/** Connects as for sending a mail, as far as signing in; nothing is sent. Each step is shown. */
export async function testSmtp({ url: address }: SettingsOf<"smtp">): Promise<ConnectionStep[]> {
  if (!address) return [failed(steps.connect, "Enter the server first.")];
  const url = new URL(address);
  const transport = createTransport({
    url: address,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.verify();
    return [ok(steps.connect, `${url.host} answers.`), encryption(url), signedIn(url)];
  } catch (error) {
    return explain(error as NodemailerError, url);
  } finally {
    transport.close();
  }
}

function encryption(url: URL): ConnectionStep {
  if (url.protocol === "smtps:") return ok(steps.tls, "The connection is encrypted from the first byte.");
  const isLocal = /^(localhost|127\.|\[::1\])/.test(url.hostname);
  return isLocal
    ? ok(steps.tls, "STARTTLS where the server offers it; the server is on this machine.")
    : warning(steps.tls, "STARTTLS where the server offers it. smtps:// would not go on without.");
}

function signedIn(url: URL): ConnectionStep {
  return url.username
    ? ok(steps.signIn, `Signed in as ${decodeURIComponent(url.username)}.`)
    : ok(steps.signIn, "No user name is set, and the server did not ask for one yet.");
}

function explain(error: NodemailerError, url: URL): ConnectionStep[] {
  const said = error.response ?? error.message;
  const connected = ok(steps.connect, `${url.host} answers.`);
  if (error.code === "EAUTH" || error.code === "ENOAUTH") {
    return [connected, encryption(url), failed(steps.signIn, `The server does not let us in: ${said}`)];
  }
  if (error.code === "ETLS" || /certificate|SSL|TLS/i.test(error.message)) {
    return [connected, failed(steps.tls, explainNetworkError(error, url.host))];
  }
  return [
    failed(
      steps.connect,
      error.response ? `The server refuses us: ${said}` : explainNetworkError(error, url.host),
    ),
  ];
}
