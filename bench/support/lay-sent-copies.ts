import type { Pool } from "mysql2/promise";
import { sentUrls } from "./tracked-requests";

/**
 * Lays tickets with replies that were sent and tracked, in SQL: what the delivery worker would have left behind. Copies
 * are numbered from 1; four of them (replies to one requester) make a ticket. Switches tracking on.
 */
export async function laySentCopies(pool: Pool, copies: number) {
  const tickets = Math.ceil(copies / 4);
  const day = "86400";
  const statements = [
    `UPDATE integration_modules SET enabled = 1 WHERE slug = 'plausible'`,
    `INSERT INTO contacts (id, email, name, preferences_token)
       SELECT seq, CONCAT('person-', seq, '@example.com'), CONCAT('Person ', seq), ${token("'preferences '")}
       FROM seq_1_to_${tickets}`,
    // As in a desk in use: what is still to do are the newest, two in a hundred each way.
    `INSERT INTO tickets (id, subject, status, requester_id, last_activity_at)
       SELECT seq, CONCAT('Printer number ', seq),
         CASE WHEN seq > ${tickets} * 0.98 THEN 'open' WHEN seq > ${tickets} * 0.96 THEN 'pending' ELSE 'solved' END,
         seq, ${sentAt()} FROM seq_1_to_${tickets}`,
    `INSERT INTO ticket_replies (id, ticket_id, author, body_html, body_text, message_id, created_at,
         email_tracking_id, email_sent_at)
       SELECT seq, ${ticketOf}, 'agent', '<p>Please try again.</p>', 'Please try again.',
         CONCAT('reply-', seq, '@bench.example'), ${sentAt()}, ${token("'copy '")}, ${sentAt()}
       FROM seq_1_to_${copies}`,
    `UPDATE tickets SET last_agent_reply_id = LEAST(id * 4, ${copies})`,
    `INSERT INTO email_messages (id, kind, ticket_id, ticket_reply_id, subject, from_name, from_email, message_id,
         created_at)
       SELECT seq, 'reply', ${ticketOf}, seq, 'Re: Printer', 'Ada', 'support@bench.example',
         CONCAT('reply-', seq, '@bench.example'), ${sentAt()}
       FROM seq_1_to_${copies}`,
    ...sentUrls.map(
      (_, index) => `INSERT INTO email_links (message_id, position, url, label)
         SELECT seq, ${index + 1}, ?, 'A link' FROM seq_1_to_${copies}`,
    ),
    `INSERT INTO email_deliveries (id, message_id, ticket_reply_id, contact_id, email, name, role, tracking_id,
         track_opens, track_clicks, status, attempts, transport, created_at, sent_at)
       SELECT seq, seq, seq, ${ticketOf}, CONCAT('person-', ${ticketOf}, '@example.com'), NULL, 'to', ${token("'copy '")},
         1, 1, 'sent', 1, 'smtp', ${sentAt()}, ${sentAt()}
       FROM seq_1_to_${copies}`,
    `ANALYZE TABLE contacts, tickets, ticket_replies, email_messages, email_links, email_deliveries`,
  ];
  let link = 0;
  for (const statement of statements) {
    await pool.query(statement, statement.includes("?") ? [sentUrls[link++]] : []);
  }

  /** The newest copy an hour ago, the oldest a year. */
  function sentAt() {
    return `UTC_TIMESTAMP(6) - INTERVAL 3600 + (${copies} - seq) * ${day} * 364 / ${copies} SECOND`;
  }
}

const ticketOf = "(seq + 3) DIV 4";

/** SHA-256 of a word and the number, as base64url: 43 characters, the same that Node makes of it. */
function token(word: string): string {
  return `REPLACE(REPLACE(REPLACE(TO_BASE64(UNHEX(SHA2(CONCAT(${word}, seq), 256))), '+', '-'), '/', '_'), '=', '')`;
}
