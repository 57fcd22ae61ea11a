import type { DeliveryFailure } from "@/db/schema/email";
import type { TicketPriority, TicketStatus } from "@/db/schema/tickets";
import type { ClientKey } from "./clients";
import type { AgentKey, ContactKey } from "./people";

/** A load of the pixel or a followed link. Spans of time are written as "2d 4h 10m 5s". */
export interface DemoVisit {
  type: "open" | "click";
  client: ClientKey;
  /** Since the mail was sent. */
  after: string;
  /** Whose copy; the requester's unless said otherwise. */
  whose?: ContactKey;
  /** Which of the mail's links, counted from 0. */
  link?: number;
}

export interface DemoMessage {
  by: AgentKey | ContactKey;
  /** Since the message before; for the first, since the ticket was opened. */
  after: string;
  /** See render-body.ts for the marks it may use. */
  body: string;
  note?: true;
  untracked?: true;
  cc?: ContactKey[];
  visits?: DemoVisit[];
  /** Copies that did not arrive, or not as they should. */
  undelivered?: Partial<Record<ContactKey, DemoTrouble>>;
  /** A contact's mail repeats the message before it. */
  quotes?: true;
  /** What the desk's own mail server found about the sender, as it is kept with the message. */
  senderChecks?: {
    authentication: { host: string; spf?: string; dkim?: string; dmarc?: string; failed: string[] };
  };
}

export interface DemoTrouble {
  status: "bounced" | "failed" | "complained";
  failure: DeliveryFailure;
  /** The server's words. */
  detail: string;
  /** Since it was sent or first tried; within seconds unless said otherwise. */
  after?: string;
  /** An agent has seen to it. */
  handled?: true;
}

export interface DemoTicket {
  subject: string;
  from: ContactKey;
  /** How long ago. */
  opened: string;
  status: TicketStatus;
  priority: TicketPriority;
  assignee?: AgentKey;
  tags: string[];
  /** Who is copied on every reply. */
  cc?: ContactKey[];
  messages: DemoMessage[];
}

type MessageOptions = Omit<DemoMessage, "by" | "after" | "body" | "note">;

export const says = (
  by: AgentKey | ContactKey,
  after: string,
  body: string,
  options: MessageOptions = {},
): DemoMessage => ({ by, after, body, ...options });

export const note = (by: AgentKey, after: string, body: string): DemoMessage => ({
  by,
  after,
  body,
  note: true,
});

export const opened = (client: ClientKey, after: string, whose?: ContactKey): DemoVisit => ({
  type: "open",
  client,
  after,
  whose,
});

export const clicked = (client: ClientKey, link: number, after: string, whose?: ContactKey): DemoVisit => ({
  type: "click",
  client,
  link,
  after,
  whose,
});
