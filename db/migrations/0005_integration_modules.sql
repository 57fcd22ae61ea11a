CREATE TABLE IF NOT EXISTS integration_modules (
  id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT,
  slug VARCHAR(64) NOT NULL,
  name VARCHAR(255) NOT NULL,
  description VARCHAR(1000) NOT NULL,
  icon VARCHAR(16) NOT NULL,
  enabled BOOLEAN NOT NULL DEFAULT FALSE,
  settings JSON NOT NULL,
  secrets JSON NOT NULL,
  version INT NOT NULL DEFAULT 1,
  updated_at DATETIME(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6),
  updated_by_user_id VARCHAR(36) CHARACTER SET ascii COLLATE ascii_bin NULL,
  PRIMARY KEY (id),
  UNIQUE KEY integration_modules_slug (slug),
  CONSTRAINT integration_modules_user_fk FOREIGN KEY (updated_by_user_id) REFERENCES users (id) ON DELETE SET NULL
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
INSERT IGNORE INTO integration_modules (slug, name, description, icon, enabled, settings, secrets) VALUES
  ('plausible', 'Plausible Analytics',
   'Tracks when recipients open emails and click links. Events stay in this portal unless you forward them.',
   '📊', FALSE, '{}', '{}'),
  ('resend', 'Resend', 'Sends emails through the Resend API.', '✉️', FALSE, '{}', '{}'),
  ('smtp', 'SMTP', 'Sends emails through your own mail server.', '📮', FALSE, '{}', '{}');
