import { randomUUID } from "node:crypto";
import type { ImapFlow } from "imapflow";
import { loggableError } from "@/services/email-tracking/loggable-error";
import { log } from "@/services/logging/log";
import { explainImapError } from "./explain-imap-error";
import { fetchNewMail, type Refusals } from "./fetch-new-mail";
import {
  leaseMailbox,
  MailboxLostError,
  type MailboxState,
  mailboxRenewalMs,
  releaseMailbox,
  updateMailbox,
} from "./mailbox-lease";
import type { MailboxAddress } from "./mailbox-url";
import { imapClient } from "./open-mailbox";

/** How often it is looked for new mail although the server announced none: some servers cannot, some forget to. */
const pollMs = 60_000;
const otherOwnerMs = 15_000;
const firstPauseMs = 2_000;
const longestPauseMs = 5 * 60_000;

/**
 * Reads a mailbox from now on: signs in, takes in what is new, waits for more (IDLE, RFC 2177), and comes back after
 * whatever goes wrong. One process at a time reads a mailbox; the others wait for it to go.
 * @returns what ends it.
 */
export function watchMailbox(mailbox: MailboxAddress): { stop(): Promise<void> } {
  const owner = randomUUID();
  const stopping = new AbortController();
  const { signal } = stopping;
  const refusals: Refusals = new Map();
  const ended = (async () => {
    let failures = 0;
    while (!signal.aborted) {
      try {
        const state = await leaseMailbox(mailbox, owner);
        if (!state) {
          await pause(otherOwnerMs, signal);
          continue;
        }
        await readUnderLease(mailbox, owner, state, signal, refusals, () => {
          failures = 0;
        });
        await releaseMailbox(mailbox, owner, null);
      } catch (error) {
        if (error instanceof MailboxLostError) continue;
        failures++;
        log().warn(
          { ...loggableError(error), mailbox: mailbox.key.slice(0, 12) },
          "a mailbox cannot be read",
        );
        await releaseMailbox(mailbox, owner, explainImapError(error, mailbox.host)).catch((failure) =>
          log().warn(loggableError(failure), "the state of a mailbox could not be noted"),
        );
        await pause(Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs), signal);
      }
    }
  })();
  return {
    stop() {
      stopping.abort();
      return ended;
    },
  };
}

async function readUnderLease(
  mailbox: MailboxAddress,
  owner: string,
  state: MailboxState,
  signal: AbortSignal,
  refusals: Refusals,
  onRead: () => void,
) {
  const client = await imapClient(mailbox);
  let wakeUp = () => {};
  let broken: Error | null = null;
  client.on("exists", () => wakeUp());
  client.on("close", () => wakeUp());
  client.on("error", (error: Error) => {
    broken = error;
    wakeUp();
  });
  const onStop = () => wakeUp();
  signal.addEventListener("abort", onStop);
  const renewal = setInterval(() => {
    updateMailbox(mailbox, owner, {}).catch((error: Error) => {
      broken = error;
      wakeUp();
    });
  }, mailboxRenewalMs);
  try {
    await client.connect();
    await client.mailboxOpen(mailbox.folder);
    let progress: Pick<MailboxState, "uidValidity" | "lastUid"> = state;
    while (!signal.aborted) {
      progress = await fetchNewMail(client, mailbox, progress, refusals, (reached) =>
        updateMailbox(mailbox, owner, reached),
      );
      await updateMailbox(mailbox, owner, { checkedAt: new Date(), lastError: null, failingSince: null });
      onRead();
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, pollMs);
        wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
        if (signal.aborted || broken || !client.usable) wakeUp();
      });
      if (broken) throw broken;
      if (!client.usable && !signal.aborted) throw new Error("the server closed the connection");
    }
  } finally {
    clearInterval(renewal);
    signal.removeEventListener("abort", onStop);
    await leave(client);
  }
}

async function leave(client: ImapFlow) {
  const timer = setTimeout(() => client.close(), 2_000);
  // The connection may be gone already, and a goodbye is a courtesy.
  await client.logout().catch(() => client.close());
  clearTimeout(timer);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
}
