CREATE TABLE IF NOT EXISTS inbound_email_addresses (
  address VARCHAR(320) NOT NULL,
  inbound_email_id BIGINT UNSIGNED NOT NULL,
  PRIMARY KEY (address, inbound_email_id),
  KEY inbound_email_addresses_email (inbound_email_id),
  CONSTRAINT inbound_email_addresses_email_fk FOREIGN KEY (inbound_email_id) REFERENCES inbound_emails (id) ON DELETE CASCADE
) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_bin;
--> statement-breakpoint
INSERT IGNORE INTO inbound_email_addresses (address, inbound_email_id)
WITH RECURSIVE words (id, word, rest) AS (
  SELECT id, CAST('' AS CHAR(1000)), CONCAT(REPLACE(CONCAT_WS(' ', envelope_from, envelope_to, detail), '\n', ' '), ' ')
    FROM inbound_emails
    WHERE CONCAT_WS(' ', envelope_from, envelope_to, detail) LIKE '%@%'
  UNION ALL
  SELECT id, LEFT(SUBSTRING_INDEX(rest, ' ', 1), 1000), SUBSTRING(rest, CHAR_LENGTH(SUBSTRING_INDEX(rest, ' ', 1)) + 2)
    FROM words
    WHERE rest <> ''
)
SELECT DISTINCT LEFT(LOWER(REGEXP_REPLACE(word, '^[<("\\[]+|[\\])>",.;:]+$', '')), 320), id
  FROM words
  WHERE word LIKE '%_@_%';
