import { bigint, boolean, int, mysqlEnum, mysqlTable, text, varchar } from "drizzle-orm/mysql-core";
import { bigId, createdAt, emailAddress, json, moment, primaryId, userId } from "./columns";

export const roles = ["agent", "admin"] as const;
export type Role = (typeof roles)[number];

export const users = mysqlTable("users", {
  id: userId("id").primaryKey(),
  name: varchar("name", { length: 255 }).notNull(),
  email: emailAddress("email").notNull(),
  emailVerified: boolean("email_verified").notNull().default(false),
  image: varchar("image", { length: 2048 }),
  role: mysqlEnum("role", roles).notNull().default("agent"),
  /** HTML appended to the user's replies; sanitised when it is saved. */
  signatureHtml: text("signature_html"),
  mustChangePassword: boolean("must_change_password").notNull().default(false),
  /** A deactivated user cannot sign in, and keeps their name on what they wrote. */
  deactivatedAt: moment("deactivated_at"),
  createdAt: createdAt(),
  updatedAt: moment("updated_at").notNull(),
});

export const sessions = mysqlTable("sessions", {
  id: userId("id").primaryKey(),
  userId: userId("user_id").notNull(),
  token: varchar("token", { length: 255 }).notNull(),
  expiresAt: moment("expires_at").notNull(),
  ipAddress: varchar("ip_address", { length: 45 }),
  userAgent: text("user_agent"),
  createdAt: createdAt(),
  updatedAt: moment("updated_at").notNull(),
});

export const accounts = mysqlTable("accounts", {
  id: userId("id").primaryKey(),
  accountId: varchar("account_id", { length: 255 }).notNull(),
  providerId: varchar("provider_id", { length: 255 }).notNull(),
  userId: userId("user_id").notNull(),
  accessToken: text("access_token"),
  refreshToken: text("refresh_token"),
  idToken: text("id_token"),
  accessTokenExpiresAt: moment("access_token_expires_at"),
  refreshTokenExpiresAt: moment("refresh_token_expires_at"),
  scope: text("scope"),
  password: text("password"),
  createdAt: createdAt(),
  updatedAt: moment("updated_at").notNull(),
});

export const verifications = mysqlTable("verifications", {
  id: userId("id").primaryKey(),
  identifier: varchar("identifier", { length: 255 }).notNull(),
  value: text("value").notNull(),
  expiresAt: moment("expires_at").notNull(),
  createdAt: createdAt(),
  updatedAt: moment("updated_at").notNull(),
});

export const rateLimits = mysqlTable("rate_limits", {
  id: userId("id").primaryKey(),
  key: varchar("key", { length: 255 }).notNull(),
  count: int("count").notNull(),
  lastRequest: bigint("last_request", { mode: "number" }).notNull(),
});

export const apiKeys = mysqlTable("api_keys", {
  id: primaryId(),
  name: varchar("name", { length: 255 }).notNull(),
  /** The first characters, so that an admin can tell keys apart; the key itself is only kept as SHA-256. */
  prefix: varchar("prefix", { length: 16 }).notNull(),
  keyHash: varchar("key_hash", { length: 64 }).notNull(),
  role: mysqlEnum("role", roles).notNull(),
  createdByUserId: userId("created_by_user_id"),
  createdAt: createdAt(),
  lastUsedAt: moment("last_used_at"),
  revokedAt: moment("revoked_at"),
});

/** What a POST with an `Idempotency-Key` answered, kept 24 h. A row without a status is still being worked on. */
export const idempotencyKeys = mysqlTable("idempotency_keys", {
  apiKeyId: bigId("api_key_id").notNull(),
  idempotencyKey: varchar("idempotency_key", { length: 255 }).notNull(),
  requestHash: varchar("request_hash", { length: 64 }).notNull(),
  responseStatus: int("response_status"),
  responseBody: text("response_body"),
  createdAt: createdAt(),
});

export const auditLog = mysqlTable("audit_log", {
  id: primaryId(),
  occurredAt: moment("occurred_at").notNull(),
  actorUserId: userId("actor_user_id"),
  actorApiKeyId: bigId("actor_api_key_id"),
  /** The actor's name as it was then: it outlives the user or key. */
  actorName: varchar("actor_name", { length: 255 }).notNull(),
  action: varchar("action", { length: 64 }).notNull(),
  targetType: varchar("target_type", { length: 64 }).notNull(),
  targetId: varchar("target_id", { length: 255 }).notNull(),
  /** `{ field: { from, to } }`, secrets masked. */
  changes: json("changes"),
});
