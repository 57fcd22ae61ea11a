CREATE TABLE IF NOT EXISTS contacts (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  email VARCHAR(320) NOT NULL,
  name VARCHAR(255) NULL,
  tracking_consent ENUM('unknown', 'consented', 'opted_out') NOT NULL DEFAULT 'unknown',
  consent_source VARCHAR(255) NULL,
  consent_at DATETIME(6) NULL,
  preferences_token VARCHAR(43) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (id),
  UNIQUE KEY contacts_email (email),
  UNIQUE KEY contacts_preferences_token (preferences_token)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS tickets (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  subject VARCHAR(500) COLLATE utf8mb4_unicode_ci NOT NULL,
  status ENUM('open', 'pending', 'solved', 'closed') NOT NULL DEFAULT 'open',
  priority ENUM('low', 'normal', 'high', 'urgent') NOT NULL DEFAULT 'normal',
  requester_id BIGINT UNSIGNED NOT NULL,
  assignee_id VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
  last_agent_reply_id BIGINT UNSIGNED NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  last_activity_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY tickets_activity (last_activity_at, id),
  KEY tickets_status_activity (status, last_activity_at, id),
  KEY tickets_assignee_activity (assignee_id, last_activity_at, id),
  KEY tickets_requester_activity (requester_id, last_activity_at, id),
  CONSTRAINT tickets_requester_fk FOREIGN KEY (requester_id) REFERENCES contacts (id),
  CONSTRAINT tickets_assignee_fk FOREIGN KEY (assignee_id) REFERENCES users (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS ticket_tags (
  ticket_id BIGINT UNSIGNED NOT NULL,
  tag VARCHAR(64) COLLATE utf8mb4_unicode_ci NOT NULL,
  PRIMARY KEY (ticket_id, tag),
  KEY ticket_tags_tag (tag, ticket_id),
  CONSTRAINT ticket_tags_ticket_fk FOREIGN KEY (ticket_id) REFERENCES tickets (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS ticket_replies (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  ticket_id BIGINT UNSIGNED NOT NULL,
  author ENUM('agent', 'contact', 'system') NOT NULL,
  author_user_id VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
  author_contact_id BIGINT UNSIGNED NULL,
  is_internal BOOLEAN NOT NULL DEFAULT FALSE,
  body_html MEDIUMTEXT NOT NULL,
  body_text MEDIUMTEXT NOT NULL,
  message_id VARCHAR(255) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  email_tracking_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  email_sent_at DATETIME(6) NULL,
  email_opened_at DATETIME(6) NULL,
  email_open_count INT NOT NULL DEFAULT 0,
  email_read_at DATETIME(6) NULL,
  email_read_count INT NOT NULL DEFAULT 0,
  email_click_count INT NOT NULL DEFAULT 0,
  PRIMARY KEY (id),
  KEY ticket_replies_ticket (ticket_id, id),
  KEY ticket_replies_tracking (email_tracking_id),
  KEY ticket_replies_message (message_id),
  CONSTRAINT ticket_replies_ticket_fk FOREIGN KEY (ticket_id) REFERENCES tickets (id) ON DELETE CASCADE,
  CONSTRAINT ticket_replies_user_fk FOREIGN KEY (author_user_id) REFERENCES users (id) ON DELETE SET NULL,
  CONSTRAINT ticket_replies_contact_fk FOREIGN KEY (author_contact_id) REFERENCES contacts (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS ticket_changes (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  ticket_id BIGINT UNSIGNED NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (id),
  KEY ticket_changes_created (created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
