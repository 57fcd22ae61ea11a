CREATE TABLE IF NOT EXISTS email_tracking_events (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  tracking_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  event_type ENUM('open', 'click') NOT NULL,
  event_url VARCHAR(2048) NULL,
  user_agent TEXT NULL,
  ip_address VARCHAR(45) NULL,
  referrer VARCHAR(2048) NULL,
  occurred_at DATETIME(6) NOT NULL,
  plausible_sent TINYINT(1) NOT NULL DEFAULT 0,
  plausible_sent_at DATETIME(6) NULL,
  visit_class ENUM('human', 'proxy', 'prefetch', 'scanner', 'self') NOT NULL,
  visit_reason VARCHAR(64) NOT NULL,
  link_position INT NULL,
  client VARCHAR(64) NULL,
  os VARCHAR(64) NULL,
  device VARCHAR(16) NULL,
  country CHAR(2) CHARACTER SET ascii COLLATE ascii_bin NULL,
  plausible_status ENUM('skipped', 'pending', 'sent', 'dropped', 'failed', 'expired') NOT NULL,
  plausible_attempts INT NOT NULL DEFAULT 0,
  plausible_next_at DATETIME(6) NULL,
  plausible_error VARCHAR(500) NULL,
  PRIMARY KEY (id),
  KEY email_tracking_events_tracking (tracking_id, occurred_at),
  KEY email_tracking_events_occurred (occurred_at),
  KEY email_tracking_events_plausible (plausible_status, plausible_next_at, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS email_event_groups (
  id VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  committed_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY email_event_groups_committed (committed_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
