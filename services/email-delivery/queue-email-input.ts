import type { Lease } from "./claim-deliveries";
import type { EmailRecipient } from "./resolve-recipients";

/** An e-mail as whoever wants it sent describes it. */
export type QueueEmailInput = {
  kind: "reply" | "acknowledgement" | "direct";
  ticketId?: number | null;
  ticketReplyId?: number | null;
  subject: string;
  /** The agent's name; left out: the support address's own. */
  fromName?: string;
  /** Left out: the ticket's own reply address; null: none. */
  replyTo?: string | null;
  /** Left out: the ticket's chain as it is now. Message-IDs without angle brackets. */
  inReplyTo?: string | null;
  references?: string[];
  headers?: Record<string, string>;
  /** Null: the kind's template, rendered at the first attempt. */
  html?: string | null;
  text?: string | null;
  recipients: EmailRecipient[];
  /** Whether the sender wants it tracked; the module's settings and the contacts' consent decide. */
  track: boolean;
  /** Addresses of links that are left alone, also in the signature and the quoted conversation. */
  untracked?: readonly string[];
  /** When it may leave; left out: at once, or after the seconds of `holdSeconds`. */
  notBefore?: Date;
  holdSeconds?: number;
  /** The caller delivers it itself, under this lease, right after its commit. */
  lease?: Lease;
};
