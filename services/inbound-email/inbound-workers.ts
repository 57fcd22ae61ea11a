import { startImapWatchers, stopImapWatchers } from "./imap/imap-watchers";
import { startInboundWorker, stopInboundWorker } from "./inbound-worker";

/** Starts all that incoming mail needs in this process: the mailboxes' watchers and the reader. */
export function startInboundWorkers() {
  startInboundWorker();
  startImapWatchers();
}

/** Takes nothing new, and waits for what is being read. */
export async function stopInboundWorkers(): Promise<void> {
  await stopImapWatchers();
  await stopInboundWorker();
}
