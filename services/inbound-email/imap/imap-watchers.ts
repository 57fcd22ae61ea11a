import { loggableError } from "@/services/email-tracking/loggable-error";
import { effectiveSettings } from "@/services/integration-modules/effective-settings";
import { log } from "@/services/logging/log";
import { type MailboxAddress, readMailboxUrls } from "./mailbox-url";
import { watchMailbox } from "./watch-mailbox";

/** So soon a change of the settings holds. */
const settingsMs = 20_000;

type Watcher = { password: string; secure: boolean; stop(): Promise<void> };
type Watchers = { running: Map<string, Watcher>; timer: NodeJS.Timeout; looking: Promise<void> };
const shared = globalThis as { __myportalImapWatchers?: Watchers };

/** Reads the mailboxes of the settings from now on, as they are then. A second call does nothing. */
export function startImapWatchers() {
  if (shared.__myportalImapWatchers) return;
  const running: Watchers["running"] = new Map();
  const watchers: Watchers = {
    running,
    looking: followSettings(running),
    timer: setInterval(() => {
      watchers.looking = watchers.looking.then(() => followSettings(running));
    }, settingsMs).unref(),
  };
  shared.__myportalImapWatchers = watchers;
}

/** Signs out everywhere; a mail that is being taken in is taken in. */
export async function stopImapWatchers(): Promise<void> {
  const watchers = shared.__myportalImapWatchers;
  if (!watchers) return;
  shared.__myportalImapWatchers = undefined;
  clearInterval(watchers.timer);
  await watchers.looking;
  await Promise.all([...watchers.running.values()].map((watcher) => watcher.stop()));
}

async function followSettings(running: Watchers["running"]) {
  try {
    const { enabled, settings } = await effectiveSettings("imap");
    const wanted = new Map(
      (enabled ? readMailboxUrls(settings.mailboxes) : []).map((mailbox) => [mailbox.key, mailbox]),
    );
    for (const [key, watcher] of running) {
      if (isSame(watcher, wanted.get(key))) continue;
      running.delete(key);
      await watcher.stop();
    }
    for (const [key, mailbox] of wanted) {
      if (running.has(key)) continue;
      running.set(key, { password: mailbox.password, secure: mailbox.secure, ...watchMailbox(mailbox) });
    }
  } catch (error) {
    log().warn(loggableError(error), "the settings of the mailboxes cannot be read; it is tried again");
  }
}

function isSame({ password, secure }: Watcher, mailbox: MailboxAddress | undefined): boolean {
  return mailbox !== undefined && mailbox.password === password && mailbox.secure === secure;
}
