import { join } from "node:path";
import { log } from "@/services/logging/log";
import { listenOnLoopback } from "./listen";
import { noteMailCatcher } from "./mail-catcher-url";
import { MessageStore } from "./message-store";
import { createMailReceiver } from "./receive-mail";
import { createWebInbox } from "./web-inbox";

export type MailCatcher = { smtpUrl: string; webUrl: string; close(): Promise<void> };

/**
 * Starts the embedded mail catcher: a real SMTP server on loopback and a web inbox on a port of its own, so that the
 * whole way of a mail can be seen without any account. Mails are kept under `dataDir/inbox`. A port that is taken is
 * replaced by a free one.
 */
export async function startMailCatcher(options: {
  smtpPort: number;
  webPort: number;
  dataDir: string;
}): Promise<MailCatcher> {
  const store = await MessageStore.open(join(options.dataDir, "inbox"));
  const receiver = createMailReceiver(store);
  const web = createWebInbox(store);
  // A client that vanishes in the middle of a mail must not end the process.
  receiver.on("error", (error) => log().debug({ err: error }, "the mail catcher lost a connection"));
  const smtpPort = await listenOnLoopback(receiver.server, options.smtpPort);
  const webPort = await listenOnLoopback(web, options.webPort);
  // `localhost`, as the portal's own default: the browser shows the two as one site.
  const urls = { smtpUrl: `smtp://127.0.0.1:${smtpPort}`, webUrl: `http://localhost:${webPort}` };
  noteMailCatcher(urls);
  return {
    ...urls,
    async close() {
      noteMailCatcher(null);
      const webClosed = new Promise<void>((resolve) => web.close(() => resolve()));
      web.closeAllConnections();
      await new Promise<void>((resolve) => receiver.close(() => resolve()));
      await webClosed;
    },
  };
}
