import type { Pool } from "mysql2/promise";
import { userAgents } from "../support/tracked-requests";

const batchRows = 250_000;
/** Most events come within days of the mail, so a copy's lie near each other, as they do in life. */
const daysAfterSending = 10;

/**
 * Fills the table of events in SQL: a year of opens, and of clicks on one mail in ten, in the order of their time, each for a
 * copy that was sent in the ten days before it, and brings the summaries of copies and replies into line. The newest
 * thousand wait for Plausible.
 */
export async function fillEvents(pool: Pool, rows: number, copies: number, progress: (text: string) => void) {
  const waiting = rows - 1000;
  const copyOf = `GREATEST(1, CEIL(seq * ${copies} / ${rows}) - FLOOR(RAND(seq) * ${copies} * ${daysAfterSending} / 365))`;
  const isClick = "d.id % 10 = 0 AND s.seq % 2 = 0";
  const agents = userAgents.map((name) => `'${name}'`).join(", ");
  for (let first = 1; first <= rows; first += batchRows) {
    const last = Math.min(rows, first + batchRows - 1);
    await pool.query(
      `INSERT INTO email_tracking_events (tracking_id, delivery_id, event_type, event_url, user_agent, ip_address,
           referrer, occurred_at, plausible_sent, visit_class, visit_reason, link_position, client, os, device, country,
           plausible_status, plausible_next_at)
         SELECT d.tracking_id, d.id, IF(${isClick}, 'click', 'open'), IF(${isClick}, 'https://status.example.com/', NULL),
           ELT(1 + s.seq % ${userAgents.length}, ${agents}), CONCAT('203.0.', s.seq % 113, '.0'), NULL,
           UTC_TIMESTAMP(6) - INTERVAL (${rows} - s.seq) * 86400 * 364 / ${rows} SECOND,
           s.seq <= ${waiting}, 'human', 'opened by a person', IF(${isClick}, 3, NULL), 'Chrome', 'Windows', 'desktop',
           'DE', IF(s.seq > ${waiting}, 'pending', 'sent'), IF(s.seq > ${waiting}, UTC_TIMESTAMP(6), NULL)
         FROM (SELECT seq, ${copyOf} AS copy FROM seq_${first}_to_${last}) s
         JOIN email_deliveries d ON d.id = s.copy`,
    );
    progress(`${((last / rows) * 100).toFixed(0)}%`);
  }
  await pool.query(
    `CREATE TEMPORARY TABLE counted (PRIMARY KEY (delivery_id))
       SELECT delivery_id, SUM(event_type = 'open') AS opens, SUM(event_type = 'click') AS clicks,
         MIN(occurred_at) AS first_at FROM email_tracking_events GROUP BY delivery_id;
     UPDATE email_deliveries d JOIN counted c ON c.delivery_id = d.id
       SET d.open_count = c.opens, d.read_count = c.opens, d.click_count = c.clicks, d.opened_at = c.first_at,
         d.read_at = c.first_at, d.read_evidence = 'open';
     UPDATE ticket_replies r JOIN counted c ON c.delivery_id = r.id
       SET r.email_open_count = c.opens, r.email_read_count = c.opens, r.email_click_count = c.clicks,
         r.email_opened_at = c.first_at, r.email_read_at = c.first_at;
     DROP TEMPORARY TABLE counted;
     ANALYZE TABLE email_tracking_events PERSISTENT FOR COLUMNS () INDEXES ()`,
  );
}
