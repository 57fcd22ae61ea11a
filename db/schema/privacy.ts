import { char, mysqlEnum, mysqlTable, varchar } from "drizzle-orm/mysql-core";
import { bigId, createdAt, moment, primaryId } from "./columns";
import { trackingConsents } from "./tickets";

/** Every consent that was ever recorded, in order: what proves one, and when it was taken back. */
export const contactConsents = mysqlTable("contact_consents", {
  id: primaryId(),
  contactId: bigId("contact_id").notNull(),
  consent: mysqlEnum("consent", trackingConsents).notNull(),
  source: varchar("source", { length: 255 }),
  recordedBy: varchar("recorded_by", { length: 255 }).notNull(),
  recordedAt: moment("recorded_at").notNull(),
});

export const dataRequestKinds = ["see", "erase"] as const;
export type DataRequestKind = (typeof dataRequestKinds)[number];

/** A recipient's wish to see or erase what is held about them, confirmed through a mail to their own address. */
export const contactDataRequests = mysqlTable("contact_data_requests", {
  id: primaryId(),
  contactId: bigId("contact_id").notNull(),
  kind: mysqlEnum("kind", dataRequestKinds).notNull(),
  /** What the mail's token is derived from, with a key that is not in the database. */
  nonce: varchar("nonce", { length: 43 }).notNull(),
  /** SHA-256 of the token in the mail. */
  tokenHash: char("token_hash", { length: 64 }).notNull(),
  messageId: bigId("message_id"),
  createdAt: createdAt(),
  expiresAt: moment("expires_at").notNull(),
  usedAt: moment("used_at"),
  /** SHA-256 of the key that shows the data for some minutes, to whom used the token. */
  viewHash: char("view_hash", { length: 64 }),
  viewExpiresAt: moment("view_expires_at"),
});

export const erasureStrengths = ["tracking", "contact"] as const;
export type ErasureStrength = (typeof erasureStrengths)[number];

/** An erasure and how far it has come. Names nobody once it is done. */
export const contactErasures = mysqlTable("contact_erasures", {
  id: primaryId(),
  contactId: bigId("contact_id").notNull(),
  strength: mysqlEnum("strength", erasureStrengths).notNull(),
  requestedBy: varchar("requested_by", { length: 255 }).notNull(),
  status: mysqlEnum("status", ["running", "done"]).notNull().default("running"),
  stage: varchar("stage", { length: 32 }).notNull(),
  /** Where in the stage: the key of the last row that was dealt with. */
  progress: varchar("progress", { length: 600 }),
  leaseOwner: varchar("lease_owner", { length: 64 }),
  leaseUntil: moment("lease_until"),
  createdAt: createdAt(),
  finishedAt: moment("finished_at"),
  /** When events that were being written meanwhile were removed, too. */
  sweptAt: moment("swept_at"),
});

/** Tracking ids that record nothing any more. Links of their mail that are looked up by the id go on working. */
export const retiredTrackingIds = mysqlTable("retired_tracking_ids", {
  /** SHA-256: enough for ids of 256 random bits. */
  idHash: char("id_hash", { length: 64 }).primaryKey(),
  messageId: bigId("message_id").notNull(),
  erasureId: bigId("erasure_id"),
  /** Until the erasure is swept, what its events are found by: the first of the copies that had the id, and the id. */
  deliveryId: bigId("delivery_id"),
  trackingId: varchar("tracking_id", { length: 64 }),
});

/** Keyed hashes of addresses that were erased: their opt-out outlives them. */
export const erasedAddresses = mysqlTable("erased_addresses", {
  addressHash: char("address_hash", { length: 64 }).primaryKey(),
  erasedAt: moment("erased_at").notNull(),
});
