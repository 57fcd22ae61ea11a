ALTER TABLE email_deliveries
  ADD COLUMN failure VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN tried_since DATETIME(6) NULL,
  ADD COLUMN delivered_at DATETIME(6) NULL,
  ADD COLUMN provider_rfc_message_id VARCHAR(255) NULL,
  ADD COLUMN problem_handled_at DATETIME(6) NULL;
--> statement-breakpoint
UPDATE email_deliveries SET tried_since = created_at WHERE tried_since IS NULL;
--> statement-breakpoint
ALTER TABLE email_deliveries ADD KEY email_deliveries_provider_rfc (provider_rfc_message_id);
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS mail_transports (
  name VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  next_send_at DATETIME(6) NULL,
  paused_until DATETIME(6) NULL,
  pause_kind ENUM('quota', 'authentication') NULL,
  pause_detail VARCHAR(1000) NULL,
  paused_at DATETIME(6) NULL,
  PRIMARY KEY (name)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
INSERT IGNORE INTO mail_transports (name) VALUES ('resend'), ('smtp'), ('catcher');
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS suppressed_addresses (
  email VARCHAR(320) NOT NULL,
  reason ENUM('hard_bounce', 'complaint', 'provider') NOT NULL,
  detail VARCHAR(1000) NULL,
  delivery_id BIGINT UNSIGNED NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (email),
  KEY suppressed_addresses_delivery (delivery_id),
  CONSTRAINT suppressed_addresses_delivery_fk FOREIGN KEY (delivery_id) REFERENCES email_deliveries (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS webhook_events (
  source VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  event_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  received_at DATETIME(6) NOT NULL,
  PRIMARY KEY (source, event_id),
  KEY webhook_events_received (received_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS attachments (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  ticket_reply_id BIGINT UNSIGNED NULL,
  uploaded_by_user_id VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
  content_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  size BIGINT UNSIGNED NOT NULL,
  filename VARCHAR(255) NOT NULL,
  content_type VARCHAR(255) NOT NULL,
  content_id VARCHAR(255) NULL,
  is_inline BOOLEAN NOT NULL DEFAULT FALSE,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (id),
  KEY attachments_reply (ticket_reply_id, id),
  KEY attachments_content (content_hash),
  CONSTRAINT attachments_reply_fk FOREIGN KEY (ticket_reply_id) REFERENCES ticket_replies (id) ON DELETE CASCADE,
  CONSTRAINT attachments_user_fk FOREIGN KEY (uploaded_by_user_id) REFERENCES users (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS inbound_emails (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  source ENUM('imap', 'resend', 'http') NOT NULL,
  source_ref VARCHAR(255) NULL,
  content_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  size BIGINT UNSIGNED NOT NULL,
  envelope_from VARCHAR(320) NULL,
  envelope_to TEXT NULL,
  status ENUM('received', 'ticketed', 'report', 'ignored', 'duplicate', 'failed') NOT NULL DEFAULT 'received',
  detail VARCHAR(1000) NULL,
  dedupe_key CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  message_id VARCHAR(255) NULL,
  from_email VARCHAR(320) NULL,
  from_name VARCHAR(255) NULL,
  subject VARCHAR(998) NULL,
  ticket_id BIGINT UNSIGNED NULL,
  ticket_reply_id BIGINT UNSIGNED NULL,
  attempts INT NOT NULL DEFAULT 0,
  next_attempt_at DATETIME(6) NULL,
  lease_owner VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  lease_until DATETIME(6) NULL,
  received_at DATETIME(6) NOT NULL,
  processed_at DATETIME(6) NULL,
  handled_at DATETIME(6) NULL,
  handled_by_user_id VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
  PRIMARY KEY (id),
  UNIQUE KEY inbound_emails_dedupe (dedupe_key),
  KEY inbound_emails_queue (status, next_attempt_at, id),
  KEY inbound_emails_content (content_hash),
  KEY inbound_emails_problems (status, handled_at, id),
  KEY inbound_emails_from (from_email(100)),
  KEY inbound_emails_reply (ticket_reply_id),
  CONSTRAINT inbound_emails_ticket_fk FOREIGN KEY (ticket_id) REFERENCES tickets (id) ON DELETE SET NULL,
  CONSTRAINT inbound_emails_reply_fk FOREIGN KEY (ticket_reply_id) REFERENCES ticket_replies (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS imap_mailboxes (
  mailbox_key CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  label VARCHAR(320) NOT NULL,
  uid_validity BIGINT UNSIGNED NULL,
  last_uid BIGINT UNSIGNED NOT NULL DEFAULT 0,
  lease_owner VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  lease_until DATETIME(6) NULL,
  checked_at DATETIME(6) NULL,
  last_error VARCHAR(1000) NULL,
  failing_since DATETIME(6) NULL,
  PRIMARY KEY (mailbox_key)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
ALTER TABLE ticket_replies
  ADD COLUMN quoted_html MEDIUMTEXT NULL,
  ADD COLUMN addressed_to JSON NULL,
  ADD COLUMN sender_checks JSON NULL;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS ticket_participants (
  ticket_id BIGINT UNSIGNED NOT NULL,
  contact_id BIGINT UNSIGNED NOT NULL,
  added_by_user_id VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (ticket_id, contact_id),
  KEY ticket_participants_contact (contact_id),
  CONSTRAINT ticket_participants_ticket_fk FOREIGN KEY (ticket_id) REFERENCES tickets (id) ON DELETE CASCADE,
  CONSTRAINT ticket_participants_contact_fk FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
INSERT IGNORE INTO integration_modules (slug, name, description, icon, enabled, settings, secrets) VALUES
  ('email', 'Email', 'How replies leave and how answers come back, whatever carries them.', '📬', TRUE, '{}', '{}'),
  ('imap', 'IMAP', 'Fetches mail from the mailboxes that your support addresses deliver to.', '📥', FALSE, '{}', '{}');
--> statement-breakpoint
ALTER TABLE mail_transports
  ADD COLUMN pause_settings CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  ADD COLUMN pause_count INT NOT NULL DEFAULT 0;
--> statement-breakpoint
ALTER TABLE email_deliveries ADD KEY email_deliveries_problems (problem_handled_at, status, id);
