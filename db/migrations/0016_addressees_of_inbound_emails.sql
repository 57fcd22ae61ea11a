INSERT IGNORE INTO inbound_email_addresses (address, inbound_email_id)
SELECT LOWER(j.email), i.id
  FROM inbound_emails i
  JOIN ticket_replies r ON r.id = i.ticket_reply_id AND r.addressed_to IS NOT NULL
  JOIN JSON_TABLE(r.addressed_to, '$.*[*]' COLUMNS (email VARCHAR(320) PATH '$.email')) j
  WHERE j.email IS NOT NULL;
