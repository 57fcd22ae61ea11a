ALTER TABLE email_tracking_events ADD COLUMN delivery_id BIGINT UNSIGNED NULL;
--> statement-breakpoint
UPDATE email_tracking_events e
  JOIN (SELECT tracking_id, MIN(id) AS id FROM email_deliveries WHERE tracking_id IS NOT NULL GROUP BY tracking_id) d
    ON d.tracking_id = e.tracking_id
  SET e.delivery_id = d.id;
--> statement-breakpoint
ALTER TABLE email_tracking_events ADD KEY email_tracking_events_delivery (delivery_id, occurred_at);
--> statement-breakpoint
ALTER TABLE email_deliveries
  ADD COLUMN rows_this_hour BIGINT UNSIGNED NOT NULL DEFAULT 0,
  ADD COLUMN events_not_kept INT UNSIGNED NOT NULL DEFAULT 0;
--> statement-breakpoint
DROP TABLE IF EXISTS email_event_groups;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS email_event_groups (
  id BINARY(16) NOT NULL,
  PRIMARY KEY (id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
DROP TABLE IF EXISTS ticket_changes;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS ticket_changes (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  ticket_ids MEDIUMTEXT NOT NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  PRIMARY KEY (id),
  KEY ticket_changes_created (created_at)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
