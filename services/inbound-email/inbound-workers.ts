import { startImapWatchers, stopImapWatchers } from "./imap/imap-watchers";
import { startInboundWorker, stopInboundWorker } from "./inbound-worker";
import { startRawMailSweep, stopRawMailSweep } from "./sweep-raw-mail";

/** Starts all that incoming mail needs in this process: the mailboxes' watchers, the reader, the sweep of left bytes. */
export function startInboundWorkers() {
  startInboundWorker();
  startImapWatchers();
  startRawMailSweep();
}

/** Takes nothing new, and waits for what is being read. */
export async function stopInboundWorkers(): Promise<void> {
  stopRawMailSweep();
  await stopImapWatchers();
  await stopInboundWorker();
}
