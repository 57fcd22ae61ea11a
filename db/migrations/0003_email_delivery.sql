CREATE TABLE IF NOT EXISTS email_messages (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  kind ENUM('reply', 'acknowledgement', 'direct') NOT NULL,
  ticket_id BIGINT UNSIGNED NULL,
  ticket_reply_id BIGINT UNSIGNED NULL,
  subject VARCHAR(998) NOT NULL,
  from_name VARCHAR(255) NOT NULL,
  from_email VARCHAR(320) NOT NULL,
  reply_to VARCHAR(320) NULL,
  message_id VARCHAR(255) NOT NULL,
  in_reply_to VARCHAR(255) NULL,
  `references` TEXT NULL,
  headers JSON NULL,
  html MEDIUMTEXT NULL,
  text MEDIUMTEXT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (id),
  UNIQUE KEY email_messages_message_id (message_id),
  KEY email_messages_reply (ticket_reply_id),
  CONSTRAINT email_messages_ticket_fk FOREIGN KEY (ticket_id) REFERENCES tickets (id) ON DELETE CASCADE,
  CONSTRAINT email_messages_reply_fk FOREIGN KEY (ticket_reply_id) REFERENCES ticket_replies (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS email_deliveries (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  message_id BIGINT UNSIGNED NOT NULL,
  ticket_reply_id BIGINT UNSIGNED NULL,
  contact_id BIGINT UNSIGNED NULL,
  email VARCHAR(320) NOT NULL,
  name VARCHAR(255) NULL,
  role ENUM('to', 'cc', 'bcc') NOT NULL,
  tracking_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  track_opens BOOLEAN NOT NULL,
  track_clicks BOOLEAN NOT NULL,
  status ENUM('queued', 'sending', 'sent', 'delivered', 'bounced', 'complained', 'failed', 'cancelled', 'uncertain')
    NOT NULL DEFAULT 'queued',
  attempts INT NOT NULL DEFAULT 0,
  next_attempt_at DATETIME(6) NULL,
  lease_owner VARCHAR(64) NULL,
  lease_until DATETIME(6) NULL,
  handed_off_at DATETIME(6) NULL,
  transport VARCHAR(16) NULL,
  provider_message_id VARCHAR(255) NULL,
  rendered_html MEDIUMTEXT NULL,
  last_error VARCHAR(1000) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  sent_at DATETIME(6) NULL,
  opened_at DATETIME(6) NULL,
  open_count INT NOT NULL DEFAULT 0,
  read_at DATETIME(6) NULL,
  read_count INT NOT NULL DEFAULT 0,
  read_evidence ENUM('open', 'click', 'answer') NULL,
  click_count INT NOT NULL DEFAULT 0,
  PRIMARY KEY (id),
  KEY email_deliveries_tracking (tracking_id),
  KEY email_deliveries_queue (status, next_attempt_at, id),
  KEY email_deliveries_message (message_id),
  KEY email_deliveries_reply (ticket_reply_id),
  KEY email_deliveries_contact (contact_id),
  KEY email_deliveries_provider (provider_message_id),
  CONSTRAINT email_deliveries_message_fk FOREIGN KEY (message_id) REFERENCES email_messages (id) ON DELETE CASCADE,
  CONSTRAINT email_deliveries_reply_fk FOREIGN KEY (ticket_reply_id) REFERENCES ticket_replies (id) ON DELETE CASCADE,
  CONSTRAINT email_deliveries_contact_fk FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS email_delivery_events (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  delivery_id BIGINT UNSIGNED NOT NULL,
  status ENUM('queued', 'sending', 'sent', 'delivered', 'bounced', 'complained', 'failed', 'cancelled', 'uncertain')
    NOT NULL,
  source VARCHAR(32) NOT NULL,
  detail VARCHAR(1000) NULL,
  occurred_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY email_delivery_events_delivery (delivery_id, id),
  CONSTRAINT email_delivery_events_fk FOREIGN KEY (delivery_id) REFERENCES email_deliveries (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS email_links (
  message_id BIGINT UNSIGNED NOT NULL,
  position INT NOT NULL,
  url MEDIUMTEXT NOT NULL,
  label VARCHAR(255) NOT NULL,
  PRIMARY KEY (message_id, position),
  CONSTRAINT email_links_message_fk FOREIGN KEY (message_id) REFERENCES email_messages (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
