import { database } from "@/db/client";
import { createTurns, type Turns } from "../turns";
import { resendTransport } from "./resend";
import { smtpTransport } from "./smtp";
import type { Transport } from "./transport";
import { transportFingerprint } from "./transport-fingerprint";
import { type TransportSettings, transportSettings } from "./transport-settings";

/** The transport in force, and what its settings say of it. */
export type ActiveTransport = Transport & {
  /** Messages a second, of all processes together; 0: no limit. */
  perSecond: number;
  /** What of this process is with the transport: being sent, or waiting for a connection. A halt finds no more to send. */
  air: Turns;
  /** How often this process was told to pause. Batches that were claimed before the last time are left for later. */
  pauses: number;
  /** A keyed hash of where and as whom it sends: other settings, another hash. */
  fingerprint: string;
};

// One pool of connections per process, whichever module graph asks.
const shared = globalThis as { __myportalTransport?: { key: string; transport: ActiveTransport } };

/** The transport that is in force now. It is kept while its settings stay the same, connections and all. */
export async function activeTransport(): Promise<ActiveTransport> {
  const settings = await transportSettings(database());
  const key = JSON.stringify(settings);
  const known = shared.__myportalTransport;
  if (known?.key === key) return known.transport;
  // Mails that are on their way over the old one end first: closing a pool lets them.
  known?.transport.close();
  const { perSecond } = settings;
  const mails = createTransportFor(settings);
  const transport = Object.assign(mails, {
    perSecond,
    // One half on the connections, the other half ready to follow.
    air: createTurns(mails.concurrency * 2),
    pauses: 0,
    fingerprint: transportFingerprint(settings),
  });
  shared.__myportalTransport = { key, transport };
  return transport;
}

/** Closes its connections; the next mail opens new ones. */
export function closeActiveTransport() {
  shared.__myportalTransport?.transport.close();
  shared.__myportalTransport = undefined;
}

function createTransportFor(settings: TransportSettings): Transport {
  if (settings.name === "resend") return resendTransport(settings);
  return smtpTransport(settings.name, settings.url, { plain: settings.name === "catcher" });
}
