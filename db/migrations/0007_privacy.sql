CREATE TABLE IF NOT EXISTS contact_consents (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  contact_id BIGINT UNSIGNED NOT NULL,
  consent ENUM('unknown', 'consented', 'opted_out') NOT NULL,
  source VARCHAR(255) NULL,
  recorded_by VARCHAR(255) NOT NULL,
  recorded_at DATETIME(6) NOT NULL,
  PRIMARY KEY (id),
  KEY contact_consents_contact (contact_id, id),
  CONSTRAINT contact_consents_contact_fk FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
INSERT INTO contact_consents (contact_id, consent, source, recorded_by, recorded_at)
SELECT c.id, c.tracking_consent, c.consent_source, 'MyPortal', COALESCE(c.consent_at, c.created_at)
FROM contacts c LEFT JOIN contact_consents known ON known.contact_id = c.id
WHERE c.tracking_consent <> 'unknown' AND known.id IS NULL;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS contact_data_requests (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  contact_id BIGINT UNSIGNED NOT NULL,
  kind ENUM('see', 'erase') NOT NULL,
  nonce VARCHAR(43) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  token_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  message_id BIGINT UNSIGNED NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  expires_at DATETIME(6) NOT NULL,
  used_at DATETIME(6) NULL,
  view_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  view_expires_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  UNIQUE KEY contact_data_requests_token (token_hash),
  UNIQUE KEY contact_data_requests_view (view_hash),
  KEY contact_data_requests_contact (contact_id, kind, created_at),
  KEY contact_data_requests_message (message_id),
  KEY contact_data_requests_expires (expires_at),
  CONSTRAINT contact_data_requests_contact_fk FOREIGN KEY (contact_id) REFERENCES contacts (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS contact_erasures (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  contact_id BIGINT UNSIGNED NOT NULL,
  strength ENUM('tracking', 'contact') NOT NULL,
  requested_by VARCHAR(255) NOT NULL,
  status ENUM('running', 'done') NOT NULL DEFAULT 'running',
  stage VARCHAR(32) NOT NULL,
  progress VARCHAR(600) NULL,
  lease_owner VARCHAR(64) NULL,
  lease_until DATETIME(6) NULL,
  created_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  finished_at DATETIME(6) NULL,
  swept_at DATETIME(6) NULL,
  PRIMARY KEY (id),
  KEY contact_erasures_contact (contact_id, id),
  KEY contact_erasures_unfinished (swept_at, status, id)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS retired_tracking_ids (
  id_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  message_id BIGINT UNSIGNED NOT NULL,
  erasure_id BIGINT UNSIGNED NULL,
  delivery_id BIGINT UNSIGNED NULL,
  tracking_id VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
  PRIMARY KEY (id_hash),
  KEY retired_tracking_ids_erasure (erasure_id, id_hash),
  CONSTRAINT retired_tracking_ids_message_fk FOREIGN KEY (message_id) REFERENCES email_messages (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
CREATE TABLE IF NOT EXISTS erased_addresses (
  address_hash CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  erased_at DATETIME(6) NOT NULL,
  PRIMARY KEY (address_hash)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
ALTER TABLE email_deliveries ADD KEY email_deliveries_email (email(100));
