import { boolean, char, int, mediumtext, mysqlEnum, mysqlTable, varchar } from "drizzle-orm/mysql-core";
import { bigId, createdAt, emailAddress, json, moment, primaryId, userId } from "./columns";

export const ticketStatuses = ["open", "pending", "solved", "closed"] as const;
export type TicketStatus = (typeof ticketStatuses)[number];
export const ticketPriorities = ["low", "normal", "high", "urgent"] as const;
export type TicketPriority = (typeof ticketPriorities)[number];
export const trackingConsents = ["unknown", "consented", "opted_out"] as const;
export type TrackingConsent = (typeof trackingConsents)[number];

export const contacts = mysqlTable("contacts", {
  id: primaryId(),
  /** Lower case; one contact per address. */
  email: emailAddress("email").notNull(),
  name: varchar("name", { length: 255 }),
  trackingConsent: mysqlEnum("tracking_consent", trackingConsents).notNull().default("unknown"),
  consentSource: varchar("consent_source", { length: 255 }),
  consentAt: moment("consent_at"),
  /** Opens the contact's tracking preferences; not a tracking id, and in every tracked template mail. */
  preferencesToken: varchar("preferences_token", { length: 43 }).notNull(),
  createdAt: createdAt(),
});

export const tickets = mysqlTable("tickets", {
  id: primaryId(),
  subject: varchar("subject", { length: 500 }).notNull(),
  status: mysqlEnum("status", ticketStatuses).notNull().default("open"),
  priority: mysqlEnum("priority", ticketPriorities).notNull().default("normal"),
  requesterId: bigId("requester_id").notNull(),
  assigneeId: userId("assignee_id"),
  /** The newest emailed reply of an agent: the ticket list shows its read state without a search. */
  lastAgentReplyId: bigId("last_agent_reply_id"),
  createdAt: createdAt(),
  lastActivityAt: moment("last_activity_at").notNull(),
});

export const ticketTags = mysqlTable("ticket_tags", {
  ticketId: bigId("ticket_id").notNull(),
  tag: varchar("tag", { length: 64 }).notNull(),
});

export const replyAuthors = ["agent", "contact", "system"] as const;

/** Everything said in a ticket: agents' replies, internal notes and the contact's own messages. */
export const ticketReplies = mysqlTable("ticket_replies", {
  id: primaryId(),
  ticketId: bigId("ticket_id").notNull(),
  author: mysqlEnum("author", replyAuthors).notNull(),
  authorUserId: userId("author_user_id"),
  authorContactId: bigId("author_contact_id"),
  isInternal: boolean("is_internal").notNull().default(false),
  bodyHtml: mediumtext("body_html").notNull(),
  bodyText: mediumtext("body_text").notNull(),
  /** RFC 5322 Message-ID without the angle brackets; null for notes. */
  messageId: varchar("message_id", { length: 255 }),
  /** What a contact's mail repeated of earlier ones, sanitised; shown folded. */
  quotedHtml: mediumtext("quoted_html"),
  /** Whom a contact's mail was addressed to: `{ to: [{ email, name }], cc: [...] }`, without our own addresses. */
  addressedTo: json("addressed_to"),
  /** What is odd about who sent it; null when nothing is. See `sender-checks.ts`. */
  senderChecks: json("sender_checks"),
  createdAt: createdAt(),
  // The specification's summary of all copies, and beside it what a person (not a machine) did.
  emailTrackingId: varchar("email_tracking_id", { length: 64 }),
  emailSentAt: moment("email_sent_at"),
  emailOpenedAt: moment("email_opened_at"),
  emailOpenCount: int("email_open_count").notNull().default(0),
  emailReadAt: moment("email_read_at"),
  emailReadCount: int("email_read_count").notNull().default(0),
  emailClickCount: int("email_click_count").notNull().default(0),
});

/** Who takes part in a ticket beside its requester: only an agent adds somebody. */
export const ticketParticipants = mysqlTable("ticket_participants", {
  ticketId: bigId("ticket_id").notNull(),
  contactId: bigId("contact_id").notNull(),
  addedByUserId: userId("added_by_user_id"),
  createdAt: createdAt(),
});

/** Files of a message. A row without a message is an upload that waits for its reply to be sent. */
export const attachments = mysqlTable("attachments", {
  id: primaryId(),
  ticketReplyId: bigId("ticket_reply_id"),
  uploadedByUserId: userId("uploaded_by_user_id"),
  /** SHA-256 of the content: its name in the blob store. */
  contentHash: char("content_hash", { length: 64 }).notNull(),
  /** Bytes. */
  size: bigId("size").notNull(),
  filename: varchar("filename", { length: 255 }).notNull(),
  contentType: varchar("content_type", { length: 255 }).notNull(),
  /** Without angle brackets; what `cid:` in the HTML refers to (RFC 2392). */
  contentId: varchar("content_id", { length: 255 }),
  isInline: boolean("is_inline").notNull().default(false),
  createdAt: createdAt(),
});

/** "Something about these tickets changed": the cursor that live pages of every process read from. */
export const ticketChanges = mysqlTable("ticket_changes", {
  id: primaryId(),
  /** A JSON array: one transaction's tickets are one row, however many they are. */
  ticketIds: mediumtext("ticket_ids").notNull(),
  createdAt: createdAt(),
});
