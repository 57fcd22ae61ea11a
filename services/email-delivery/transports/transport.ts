import type { DeliveryFailure, PauseKind } from "@/db/schema/email";
import type { MailAttachment } from "@/services/attachments/mail-attachments";

/** One message as a transport gets it: everything is decided and rendered. */
export type OutgoingMail = {
  /** The same for every attempt, and unique to this message: what a transport may use to recognise a repetition. */
  idempotencyKey: string;
  from: { name: string; email: string };
  /** The envelope sender, where reports are to come back to an address of the copy's own; null: `from`. */
  returnPath: string | null;
  replyTo: string | null;
  subject: string;
  /** RFC 5322 Message-IDs, without angle brackets. */
  messageId: string;
  inReplyTo: string | null;
  references: string[];
  headers: Record<string, string>;
  /**
   * When it was ready to leave (RFC 5322, 3.6.1): for a reply that waited for its time, or that was asked for anew, not when
   * it was written. Mail programs sort by it, and filters mistrust mail that comes days after its date.
   */
  date: Date;
  html: string;
  text: string;
  /** Whom this message goes to. */
  recipients: Recipient[];
  /** Whom the To and Cc headers name, whoever it goes to; only for transports that let us write them. */
  visible: { to: Recipient[]; cc: Recipient[] };
  attachments: MailAttachment[];
};

export type Recipient = { email: string; name: string | null; role: "to" | "cc" | "bcc" };

/** Why a server does not take a mail as it is. */
export type SendRefusal = Extract<
  DeliveryFailure,
  "rejected" | "invalid_address" | "mailbox_full" | "too_large"
>;

/** How an attempt ended. */
export type SendOutcome =
  | { kind: "accepted"; providerMessageId: string | null; detail: string }
  /** Certainly not sent, and it may go another time. */
  | { kind: "temporary"; detail: string; retryAfterMs?: number }
  /** Certainly not sent, and it never will be as it is. */
  | { kind: "permanent"; detail: string; failure: SendRefusal }
  /**
   * May have been sent: the connection was lost before the answer came. `settled`: the transport says that repeating it
   * would not tell either.
   */
  | { kind: "unknown"; detail: string; retryAfterMs?: number; settled?: true }
  /** Certainly not sent, and nothing else will be either until a person or time changes something. */
  | { kind: "paused"; pause: PauseKind; detail: string; retryAfterMs?: number };

export type Transport = {
  name: "resend" | "smtp" | "catcher";
  /** One message to all recipients, because the provider writes the To header from those it sends to. */
  sharesMessages: boolean;
  /** How many messages it works on at a time. */
  concurrency: number;
  /**
   * @param handOff to be awaited at the last moment before the mail may be out; when it fails, the mail stays here
   */
  send(mail: OutgoingMail, handOff: () => Promise<void>): Promise<SendOutcome>;
  /** Ends it once what is on its way has ended. */
  close(): void;
  isClosed(): boolean;
};

/**
 * For how long after an attempt of unknown end the same message may be sent again without a second copy arriving; 0:
 * never. Resend keeps an idempotency key 24 hours; an hour is left for clocks and queues.
 */
export const repeatableForMs: Record<Transport["name"], number> = {
  resend: 23 * 3_600_000,
  smtp: 0,
  catcher: 0,
};
