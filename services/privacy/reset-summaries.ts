import { inArray, sql } from "drizzle-orm";
import type { Transaction } from "@/db/connect";
import { emailDeliveries } from "@/db/schema/email";

/**
 * Copies as if they had never been tracked. That somebody answered is no tracking: what an answer proved stays. HTML that
 * waits to be sent is rendered anew, unless an attempt may have got through: then every attempt must send the same bytes.
 */
export async function resetCopies(tx: Transaction, deliveryIds: number[]) {
  if (deliveryIds.length === 0) return;
  await tx.execute(sql`
    UPDATE email_deliveries
    SET tracking_id = NULL, track_opens = 0, track_clicks = 0,
        opened_at = NULL, open_count = 0, read_count = 0, click_count = 0, events_not_kept = 0,
        read_at = IF(read_evidence = 'answer', read_at, NULL),
        read_evidence = IF(read_evidence = 'answer', read_evidence, NULL),
        rendered_html = IF(handed_off_at IS NULL, NULL, rendered_html)
    WHERE ${inArray(emailDeliveries.id, deliveryIds)}`);
}

/** Sums replies up anew from the copies that are left. Copies that share an id count once, as they did before. */
export async function recountReplies(tx: Transaction, replyIds: number[]) {
  const ids = [...new Set(replyIds)].sort((a, b) => a - b);
  if (ids.length === 0) return;
  const list = sql.join(
    ids.map((id) => sql`${id}`),
    sql`, `,
  );
  await tx.execute(sql`
    UPDATE ticket_replies r
    LEFT JOIN (
      SELECT reply_id, MIN(opened_at) AS opened_at, MIN(read_at) AS read_at, SUM(opens) AS opens,
             SUM(read_opens) AS read_opens, SUM(clicks) AS clicks
      FROM (
        SELECT ticket_reply_id AS reply_id, MIN(opened_at) AS opened_at, MIN(read_at) AS read_at,
               MAX(open_count) AS opens, MAX(read_count) AS read_opens, MAX(click_count) AS clicks
        FROM email_deliveries
        WHERE ticket_reply_id IN (${list})
        GROUP BY ticket_reply_id, COALESCE(tracking_id, id)
      ) by_id
      GROUP BY reply_id
    ) s ON s.reply_id = r.id
    SET r.email_opened_at = s.opened_at, r.email_read_at = s.read_at,
        r.email_open_count = COALESCE(s.opens, 0), r.email_read_count = COALESCE(s.read_opens, 0),
        r.email_click_count = COALESCE(s.clicks, 0),
        r.email_tracking_id = (
          SELECT d.tracking_id FROM email_deliveries d
          WHERE d.ticket_reply_id = r.id AND d.tracking_id IS NOT NULL
          ORDER BY d.role = 'to' DESC, d.id LIMIT 1
        )
    WHERE r.id IN (${list})`);
}
