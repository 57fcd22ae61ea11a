import { sql } from "drizzle-orm";
import { char, int, mysqlEnum, mysqlTable, primaryKey, text, varchar } from "drizzle-orm/mysql-core";
import { bigId, emailAddress, moment, primaryId, userId } from "./columns";

export const inboundSources = ["imap", "resend", "http"] as const;
export type InboundSource = (typeof inboundSources)[number];

/**
 * `received`: not looked at yet. `ticketed`: a message of a ticket. `report`: said what became of a mail of ours.
 * `ignored`: written by a program, or by ourselves; `detail` says why. `duplicate`: known already. `failed`: a person
 * must look at it.
 */
export const inboundStatuses = ["received", "ticketed", "report", "ignored", "duplicate", "failed"] as const;
export type InboundStatus = (typeof inboundStatuses)[number];

/** Every mail that came in. The row is the queue of the pipeline; its bytes lie in the blob store. */
export const inboundEmails = mysqlTable("inbound_emails", {
  id: primaryId(),
  source: mysqlEnum("source", inboundSources).notNull(),
  /** Where it lies at its source: Resend's id, or mailbox, UIDVALIDITY and UID. */
  sourceRef: varchar("source_ref", { length: 255 }),
  /** SHA-256 of the raw mail: its name in the blob store. */
  contentHash: char("content_hash", { length: 64 }).notNull(),
  size: bigId("size").notNull(),
  envelopeFrom: emailAddress("envelope_from"),
  /** The addresses that the mail server took it for, one a line; null when the door does not know. */
  envelopeTo: text("envelope_to"),
  status: mysqlEnum("status", inboundStatuses).notNull().default("received"),
  /** Why it is ignored or failed, in words for an agent. */
  detail: varchar("detail", { length: 1000 }),
  /** What makes two arrivals the same message; null until it was read, and for what became nothing or is one already. */
  dedupeKey: char("dedupe_key", { length: 64 }),
  messageId: varchar("message_id", { length: 255 }),
  fromEmail: emailAddress("from_email"),
  fromName: varchar("from_name", { length: 255 }),
  subject: varchar("subject", { length: 998 }),
  ticketId: bigId("ticket_id"),
  ticketReplyId: bigId("ticket_reply_id"),
  attempts: int("attempts").notNull().default(0),
  nextAttemptAt: moment("next_attempt_at"),
  leaseOwner: varchar("lease_owner", { length: 64 }),
  leaseUntil: moment("lease_until"),
  /** Of the request that brought it; the worker that reads it logs under it. */
  requestId: varchar("request_id", { length: 64 }),
  receivedAt: moment("received_at").notNull(),
  processedAt: moment("processed_at"),
  /** When an agent said that a failed one needs nothing more. */
  handledAt: moment("handled_at"),
  handledByUserId: userId("handled_by_user_id"),
});

/**
 * Whom a row of `inbound_emails` names beside its sender: the addresses of its envelope, those in its `detail`, and whom its
 * message was addressed to. By it an erasure finds them.
 */
export const inboundEmailAddresses = mysqlTable(
  "inbound_email_addresses",
  {
    /** In lower case. */
    address: emailAddress("address").notNull(),
    inboundEmailId: bigId("inbound_email_id").notNull(),
  },
  (table) => [primaryKey({ columns: [table.address, table.inboundEmailId] })],
);

/** How far each mailbox has been read, and which process reads it. */
export const imapMailboxes = mysqlTable("imap_mailboxes", {
  /** SHA-256 of server, user and folder. */
  mailboxKey: char("mailbox_key", { length: 64 }).primaryKey(),
  /** `user@host/INBOX`, for people. */
  label: varchar("label", { length: 320 }).notNull(),
  uidValidity: bigId("uid_validity"),
  lastUid: bigId("last_uid").notNull().default(0),
  leaseOwner: varchar("lease_owner", { length: 64 }),
  leaseUntil: moment("lease_until"),
  checkedAt: moment("checked_at"),
  lastError: varchar("last_error", { length: 1000 }),
  failingSince: moment("failing_since"),
});

/** Mail that Resend says it received, and that could not be fetched from it yet. */
export const unfetchedEmails = mysqlTable("unfetched_emails", {
  /** Resend's id. */
  emailId: varchar("email_id", { length: 255 }).primaryKey(),
  failingSince: moment("failing_since").notNull().default(sql`CURRENT_TIMESTAMP(6)`),
  lastError: varchar("last_error", { length: 1000 }).notNull(),
});

/** Webhook calls that were worked on, so that a repetition is known for one. Kept 30 days. */
export const webhookEvents = mysqlTable("webhook_events", {
  source: varchar("source", { length: 16 }).notNull(),
  eventId: varchar("event_id", { length: 255 }).notNull(),
  receivedAt: moment("received_at").notNull(),
});
