import { setTimeout as sleep } from "node:timers/promises";
import type { Pool, RowDataPacket } from "mysql2/promise";
import { type MarkedRequest, markerOf } from "./marked-load";

/** What became of a load. All but the first three should be nothing. */
export type Verdict = {
  sent: number;
  answered: number;
  /** Not answered and recorded all the same, once: allowed, the answer may have been on its way. */
  unansweredButRecorded: number;
  /** Answered with anything but the image or the redirect. */
  wrongAnswers: number;
  /** Answered and not recorded: markers. */
  lost: string[];
  /** Recorded more often than once, of this load or, late, of an earlier one: markers. */
  twice: string[];
  /** Recorded as something else than it was: markers. */
  mistaken: string[];
  /** Copies and replies whose counters are not the number of their rows. */
  wrongCounters: number;
};

/** How long nothing may arrive before what is missing is called lost. */
const patienceMs = 20_000;

/** The newest event row, to look only at what came after it. */
export async function newestEvent(pool: Pool): Promise<number> {
  const [rows] = await pool.query<RowDataPacket[]>(
    "SELECT COALESCE(MAX(id), 0) AS id FROM email_tracking_events",
  );
  return Number(rows[0]?.id);
}

/**
 * Holds a load against the database, once everything that was answered has arrived there and nothing more does, or
 * nothing has arrived for 20 s.
 * @param after the newest event row before the load began
 */
export async function checkRecorded(pool: Pool, requests: MarkedRequest[], after: number): Promise<Verdict> {
  const answered = requests.filter(({ outcome }) => outcome === "right");
  let stored = await readStored(pool, after);
  for (let deadline = performance.now() + patienceMs; performance.now() < deadline; ) {
    const complete = answered.every(({ marker }) => stored.byMarker.has(marker));
    const { rows } = stored;
    await sleep(complete ? 750 : 200);
    stored = await readStored(pool, after);
    if (stored.rows !== rows) deadline = performance.now() + patienceMs;
    else if (complete) break;
  }
  const once = requests.filter(({ marker }) => stored.byMarker.has(marker));
  return {
    sent: requests.length,
    answered: answered.length,
    unansweredButRecorded: once.filter(({ outcome }) => outcome === "none").length,
    wrongAnswers: requests.filter(({ outcome }) => outcome === "wrong").length,
    lost: markers(answered.filter(({ marker }) => !stored.byMarker.has(marker))),
    twice: await readTwice(pool),
    mistaken: markers(
      once.filter(({ marker, eventType, trackingId }) =>
        stored.byMarker.get(marker)?.some((event) => event !== `${eventType} ${trackingId}`),
      ),
    ),
    wrongCounters: await countWrongCounters(pool),
  };
}

function markers(requests: MarkedRequest[]): string[] {
  return requests.map(({ marker }) => marker);
}

/** Over all loads: what an earlier one left behind may have been brought in a second time since. */
async function readTwice(pool: Pool): Promise<string[]> {
  const [rows] = await pool.query<RowDataPacket[]>(
    "SELECT user_agent FROM email_tracking_events GROUP BY user_agent HAVING COUNT(*) > 1 LIMIT 1000",
  );
  return rows.map(({ user_agent }) => markerOf(user_agent));
}

async function readStored(pool: Pool, after: number) {
  const [rows] = await pool.query<RowDataPacket[]>(
    "SELECT user_agent, event_type, tracking_id FROM email_tracking_events WHERE id > ?",
    [after],
  );
  const byMarker = new Map<string, string[]>();
  for (const { user_agent, event_type, tracking_id } of rows) {
    const marker = markerOf(user_agent);
    const events = byMarker.get(marker) ?? [];
    events.push(`${event_type} ${tracking_id}`);
    byMarker.set(marker, events);
  }
  return { rows: rows.length, byMarker };
}

async function countWrongCounters(pool: Pool): Promise<number> {
  const counted = `LEFT JOIN (
      SELECT tracking_id, SUM(event_type = 'open') AS opens, SUM(event_type = 'click') AS clicks
      FROM email_tracking_events GROUP BY tracking_id) e`;
  const [rows] = await pool.query<RowDataPacket[]>(
    `SELECT
       (SELECT COUNT(*) FROM email_deliveries d ${counted} ON e.tracking_id = d.tracking_id
        WHERE d.open_count <> COALESCE(e.opens, 0) OR d.click_count <> COALESCE(e.clicks, 0)) +
       (SELECT COUNT(*) FROM ticket_replies r ${counted} ON e.tracking_id = r.email_tracking_id
        WHERE r.email_open_count <> COALESCE(e.opens, 0) OR r.email_click_count <> COALESCE(e.clicks, 0)) AS wrong`,
  );
  return Number(rows[0]?.wrong);
}
