import type { Suppression } from "@/services/email-delivery/suppressed-addresses";
import type { DeliveryFailure, DeliveryStatus } from "./view-types";

/** Words of a copy's way: why it did not arrive, what to do about it, and what happened when. */
export type FailureWords = { reason: string; advice: string };

/**
 * By the one word that the outbox keeps: why in plain words, and what an agent can do. Who refuses a mail while it is handed
 * over is mostly our own mail server or provider, so that the recipient's is not blamed for it.
 */
export const failureWords: Record<DeliveryFailure, FailureWords> = {
  invalid_address: {
    reason: "The address does not exist, says the mail server.",
    advice: "Check the spelling, then edit the address and send again.",
  },
  rejected: {
    reason: "The mail server refused the mail for good.",
    advice: "Its words below often say what it minds. Change that, or reach them another way.",
  },
  mailbox_full: {
    reason: "Their mailbox is full.",
    advice: "Tell them another way, or send again once they have made room.",
  },
  too_large: {
    reason: "The mail is too large to be taken.",
    advice: "Write again with fewer or smaller files, or with a link to them.",
  },
  bounced_hard: {
    reason: "The mail came back: it can never be delivered to this address.",
    advice: "Ask for the right address, then edit the address and send again.",
  },
  bounced_soft: {
    reason:
      "The mail came back, and not because of the address: their mailbox may be full, or their server did not want this mail.",
    advice: "Its words below say why. Tell them another way, or send again later.",
  },
  complained: {
    reason: "The recipient marked the mail as spam.",
    advice: "Do not write again until they have told you another way that they want your mail.",
  },
  suppressed: {
    reason: "Nothing was sent: mail to this address came back or was marked as spam before.",
    advice: "Edit the address, or clear it if you know that it works now.",
  },
  expired: {
    reason: "The mail could not be handed over in time, however often it was tried.",
    advice: "What was said last is below. Send again later, or show it to an admin.",
  },
  provider: {
    reason: "The mail service gave the mail up.",
    advice: "Its words below say why. Send again, or show them to an admin.",
  },
};

export const uncertainWords: FailureWords = {
  reason: "The connection broke just after the mail was handed over, so it may have arrived.",
  advice: "It is not sent again by itself. Ask the recipient, or send again: it may then arrive twice.",
};

export const unknownFailure: FailureWords = {
  reason: "The mail could not be sent.",
  advice: "The mail server’s words are below. Send again, or show them to an admin.",
};

export const suppressionWords: Record<Suppression["reason"], string> = {
  hard_bounce: "bounced",
  complaint: "marked our mail as spam",
  provider: "is blocked by the mail service",
};

export const problemWords = {
  serverSaid: "What the mail server said",
  retry: "Retry",
  sendAgain: "Send again",
  retried: "Queued again.",
  editAddress: "Edit address",
  address: "Address",
  sendThere: "Send to this address",
  notAnAddress: "Enter an address such as ana@example.com.",
  sameAddress: "This is the address that failed. Change it.",
  cancelEdit: "Cancel",
  clearAndRetry: "Clear address and retry",
  clear: "Clear address",
  cleared: "Mail goes to this address again.",
  suppressed: (email: string, how: string, when: string) =>
    `${email} ${how} ${when}. Nothing is sent to it until it is cleared.`,
  markHandled: "Mark handled",
  handled: "Marked as handled.",
  isHandled: (when: string) => `Marked as handled ${when}.`,
  cancel: "Cancel sending",
  cancelled: "Cancelled. This copy is not sent.",
  nextTry: (attempts: number, when: string) =>
    `${attempts === 1 ? "One try" : `${attempts} tries`} failed so far; the next is ${when}.`,
  working: "Working…",
} as const;

export const timelineWords = {
  title: "What happened when",
  loading: "Loading…",
  failed: "What happened could not be loaded.",
  retry: "Try again",
  empty: "Nothing is on record.",
  states: {
    queued: "Queued",
    sending: "Being handed over",
    sent: "Sent",
    delivered: "Delivered",
    bounced: "Bounced",
    complained: "Marked as spam",
    failed: "Failed",
    cancelled: "Cancelled",
    uncertain: "May have been sent",
  } satisfies Record<DeliveryStatus, string>,
  sources: {
    portal: "MyPortal",
    retry: "asked for by an agent",
    readdressed: "to another address",
    smtp: "SMTP",
    resend: "Resend",
    catcher: "the mail catcher",
    report: "a report by mail",
  } as Record<string, string>,
} as const;

/** Words of a reply that waits: for Undo, or for its time. */
export const heldWords = {
  leavesIn: (seconds: number) => `Leaves in ${seconds} s`,
  leavesAt: (when: string) => `Leaves ${when}`,
  undo: "Undo",
  cancel: "Cancel and edit",
  undoing: "Taking back…",
  takenBack: "Taken back. Nothing was sent; the text is in the composer again.",
} as const;
