import { explainImapError, type ImapStep, stepOf } from "./explain-imap-error";
import { readMailboxUrl } from "./mailbox-url";
import { imapClient } from "./open-mailbox";

export type ImapTestStep = { step: ImapStep; ok: boolean; detail: string };

const steps: ImapStep[] = ["connect", "tls", "sign_in", "folder"];

/**
 * Tries a mailbox as its watcher will use it, and says how far it came: a step a line, the first that failed being the
 * last. Nothing is changed in the mailbox.
 * @param url as in the setting
 */
export async function testImapMailbox(url: string): Promise<ImapTestStep[]> {
  const mailbox = readMailboxUrl(url);
  let reached: ImapStep = "connect";
  try {
    const client = await imapClient(mailbox);
    client.on("error", () => {}); // It comes as a rejection, too.
    try {
      await client.connect();
      reached = "folder";
      const folder = await client.mailboxOpen(mailbox.folder, { readOnly: true });
      const words = {
        connect: `${mailbox.host} answers.`,
        tls: client.secureConnection ? "The connection is encrypted." : "The connection is not encrypted.",
        sign_in: `Signed in as ${mailbox.user}.`,
        folder: `${mailbox.folder} holds ${folder.exists} messages.`,
      };
      return steps.map((step) => ({ step, ok: true, detail: words[step] }));
    } finally {
      client.close();
    }
  } catch (error) {
    const failed = stepOf(error, reached);
    const before = steps.slice(0, steps.indexOf(failed)).map((step) => ({ step, ok: true, detail: "Done." }));
    return [...before, { step: failed, ok: false, detail: explainImapError(error, mailbox.host) }];
  }
}
