import { boolean, char, int, mediumtext, mysqlEnum, mysqlTable, text, varchar } from "drizzle-orm/mysql-core";
import { bigId, createdAt, emailAddress, json, moment, primaryId } from "./columns";

export const emailKinds = ["reply", "acknowledgement", "direct"] as const;

/** One e-mail as it was meant: what all recipients' copies share. */
export const emailMessages = mysqlTable("email_messages", {
  id: primaryId(),
  kind: mysqlEnum("kind", emailKinds).notNull(),
  ticketId: bigId("ticket_id"),
  ticketReplyId: bigId("ticket_reply_id"),
  subject: varchar("subject", { length: 998 }).notNull(),
  fromName: varchar("from_name", { length: 255 }).notNull(),
  fromEmail: emailAddress("from_email").notNull(),
  replyTo: emailAddress("reply_to"),
  messageId: varchar("message_id", { length: 255 }).notNull(),
  inReplyTo: varchar("in_reply_to", { length: 255 }),
  /** Message-IDs, oldest first, separated by spaces, without angle brackets. */
  references: text("references"),
  /** Header name → value, beyond the ones above (Auto-Submitted and the like). */
  headers: json("headers"),
  /** Addresses of links that its author switched off, wherever the mail has them: an array of strings. */
  untrackedUrls: json("untracked_urls"),
  /** The finished HTML before tracking; rendered from its template at the first attempt unless given. */
  html: mediumtext("html"),
  text: mediumtext("text"),
  /** Of the request that it follows from; the worker that sends it logs under it. */
  requestId: varchar("request_id", { length: 64 }),
  createdAt: createdAt(),
});

export const recipientRoles = ["to", "cc", "bcc"] as const;
export type RecipientRole = (typeof recipientRoles)[number];
export const deliveryStatuses = [
  "queued",
  "sending",
  "sent",
  "delivered",
  "bounced",
  "complained",
  "failed",
  "cancelled",
  "uncertain",
] as const;
export type DeliveryStatus = (typeof deliveryStatuses)[number];
export const readEvidences = ["open", "click", "answer"] as const;

/**
 * Why a copy did not arrive, for plain words; `lastError` has the server's. `rejected`: a server refused it for good.
 * `invalid_address`: refused because of the address. `mailbox_full`, `too_large`: refused because there is no room for
 * anything, or for so much. `bounced_hard`, `bounced_soft`: taken and sent back later, for good or
 * after a while. `complained`: the recipient called it spam. `suppressed`: not tried, since the address bounced or
 * complained before. `expired`: tried until the time was up. `provider`: the provider gave up.
 */
export const deliveryFailures = [
  "rejected",
  "invalid_address",
  "mailbox_full",
  "too_large",
  "bounced_hard",
  "bounced_soft",
  "complained",
  "suppressed",
  "expired",
  "provider",
] as const;
export type DeliveryFailure = (typeof deliveryFailures)[number];

/** One recipient's copy. The row is the outbox: a worker claims it with a lease, sends it and marks it. */
export const emailDeliveries = mysqlTable("email_deliveries", {
  id: primaryId(),
  messageId: bigId("message_id").notNull(),
  ticketReplyId: bigId("ticket_reply_id"),
  contactId: bigId("contact_id"),
  email: emailAddress("email").notNull(),
  name: varchar("name", { length: 255 }),
  role: mysqlEnum("role", recipientRoles).notNull(),
  /** Null when the mail is not tracked. Copies that a transport sends as one message share one id. */
  trackingId: varchar("tracking_id", { length: 64 }),
  trackOpens: boolean("track_opens").notNull(),
  trackClicks: boolean("track_clicks").notNull(),
  status: mysqlEnum("status", deliveryStatuses).notNull().default("queued"),
  attempts: int("attempts").notNull().default(0),
  nextAttemptAt: moment("next_attempt_at"),
  leaseOwner: varchar("lease_owner", { length: 64 }),
  leaseUntil: moment("lease_until"),
  /** Noted before the transport is spoken to: a claim with this and no result may have been sent. */
  handedOffAt: moment("handed_off_at"),
  transport: varchar("transport", { length: 16 }),
  providerMessageId: varchar("provider_message_id", { length: 255 }),
  /** The tracked HTML of the first attempt: every retry sends the same bytes. Cleared once it is sent. */
  renderedHtml: mediumtext("rendered_html"),
  lastError: varchar("last_error", { length: 1000 }),
  failure: varchar("failure", { length: 32, enum: deliveryFailures }),
  /** Since when it is tried: since it was due for the first time, or since somebody last asked for another try. */
  triedSince: moment("tried_since"),
  createdAt: createdAt(),
  sentAt: moment("sent_at"),
  deliveredAt: moment("delivered_at"),
  /** The Message-ID that the provider put in place of ours, without angle brackets: answers refer to it. */
  providerRfcMessageId: varchar("provider_rfc_message_id", { length: 255 }),
  /** When an agent said that its failure needs nothing more. */
  problemHandledAt: moment("problem_handled_at"),
  openedAt: moment("opened_at"),
  openCount: int("open_count").notNull().default(0),
  /** When a person was first known to have seen the mail: they opened it, clicked or answered. */
  readAt: moment("read_at"),
  /** Opens by people, or by proxies that act for them. */
  readCount: int("read_count").notNull().default(0),
  readEvidence: mysqlEnum("read_evidence", readEvidences),
  clickCount: int("click_count").notNull().default(0),
  /** Hours since 1970 × 1,000,000 + the events of this copy that were stored as rows in that hour. */
  rowsThisHour: bigId("rows_this_hour").notNull().default(0),
  /** Events that were counted and not stored as rows, since an hour had too many. */
  eventsNotKept: int("events_not_kept", { unsigned: true }).notNull().default(0),
});

/** What happened to a copy on its way, in order, with the server's own words. */
export const emailDeliveryEvents = mysqlTable("email_delivery_events", {
  id: primaryId(),
  deliveryId: bigId("delivery_id").notNull(),
  status: mysqlEnum("status", deliveryStatuses).notNull(),
  source: varchar("source", { length: 32 }).notNull(),
  detail: varchar("detail", { length: 1000 }),
  occurredAt: moment("occurred_at").notNull(),
});

/** The links of a sent mail that were rewritten, the same in every copy. */
export const emailLinks = mysqlTable("email_links", {
  messageId: bigId("message_id").notNull(),
  position: int("position").notNull(),
  url: mediumtext("url").notNull(),
  label: varchar("label", { length: 255 }).notNull(),
});

export const trackingEventTypes = ["open", "click"] as const;
export type TrackingEventType = (typeof trackingEventTypes)[number];
export const visitClasses = ["human", "proxy", "prefetch", "scanner", "self"] as const;
export type VisitClass = (typeof visitClasses)[number];
export const plausibleStatuses = ["skipped", "pending", "sent", "dropped", "failed", "expired"] as const;

export const emailTrackingEvents = mysqlTable("email_tracking_events", {
  id: primaryId(),
  trackingId: varchar("tracking_id", { length: 64 }).notNull(),
  eventType: mysqlEnum("event_type", trackingEventTypes).notNull(),
  eventUrl: varchar("event_url", { length: 2048 }),
  userAgent: text("user_agent"),
  ipAddress: varchar("ip_address", { length: 45 }),
  referrer: varchar("referrer", { length: 2048 }),
  occurredAt: moment("occurred_at").notNull(),
  plausibleSent: boolean("plausible_sent").notNull().default(false),
  plausibleSentAt: moment("plausible_sent_at"),
  // Ours, beside the specification's columns.
  visitClass: mysqlEnum("visit_class", visitClasses).notNull(),
  visitReason: varchar("visit_reason", { length: 64 }).notNull(),
  linkPosition: int("link_position"),
  client: varchar("client", { length: 64 }),
  os: varchar("os", { length: 64 }),
  device: varchar("device", { length: 16 }),
  country: char("country", { length: 2 }),
  plausibleStatus: mysqlEnum("plausible_status", plausibleStatuses).notNull(),
  plausibleAttempts: int("plausible_attempts").notNull().default(0),
  plausibleNextAt: moment("plausible_next_at"),
  plausibleError: varchar("plausible_error", { length: 500 }),
  /**
   * The copy (the first of those that share the tracking id). Events are looked up by it and not by the tracking id:
   * recent mails' numbers lie together in an index, while random ids would touch a page of their own for every event.
   */
  deliveryId: bigId("delivery_id"),
});

export const pauseKinds = ["quota", "authentication"] as const;
export type PauseKind = (typeof pauseKinds)[number];

/** What all processes must agree on about a transport: its pace, and whether it is paused and why. */
export const mailTransports = mysqlTable("mail_transports", {
  name: varchar("name", { length: 16, enum: ["resend", "smtp", "catcher"] }).primaryKey(),
  /** When the rate limit allows the next message. */
  nextSendAt: moment("next_send_at"),
  pausedUntil: moment("paused_until"),
  pauseKind: mysqlEnum("pause_kind", pauseKinds),
  pauseDetail: varchar("pause_detail", { length: 1000 }),
  pausedAt: moment("paused_at"),
  /** A keyed hash of the settings it was paused under: others lift the pause. */
  pauseSettings: char("pause_settings", { length: 64 }),
  /** How often in a row it was paused, with no mail accepted in between. */
  pauseCount: int("pause_count").notNull().default(0),
});

export const suppressionReasons = ["hard_bounce", "complaint", "provider"] as const;
export type SuppressionReason = (typeof suppressionReasons)[number];

/** Addresses that nothing is sent to until an agent clears them. */
export const suppressedAddresses = mysqlTable("suppressed_addresses", {
  /** Lower case. */
  email: emailAddress("email").primaryKey(),
  reason: mysqlEnum("reason", suppressionReasons).notNull(),
  detail: varchar("detail", { length: 1000 }),
  /** The copy that bounced. */
  deliveryId: bigId("delivery_id"),
  createdAt: createdAt(),
});
