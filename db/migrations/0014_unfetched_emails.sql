CREATE TABLE IF NOT EXISTS unfetched_emails (
  email_id VARCHAR(255) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
  failing_since DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  last_error VARCHAR(1000) NOT NULL,
  PRIMARY KEY (email_id),
  KEY unfetched_emails_since (failing_since)
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
