import type { Connection, RowDataPacket } from "mysql2/promise";
import type { TrackingConsent } from "@/db/schema/tickets";

export type TrackedCopy = {
  deliveryId: number;
  messageId: number;
  ticketId: number | null;
  replyId: number | null;
  trackOpens: boolean;
  trackClicks: boolean;
  consent: TrackingConsent;
  /** The recipient is one of our own agents. */
  isAgent: boolean;
  /** It was clicked, or loaded without a person: a visit may turn out to be a machine's. */
  isSuspicious: boolean;
  /** How many of its events are stored as rows, see `email_deliveries.rows_this_hour`. */
  rowsThisHour: number;
};

/** The numbers of links in their mails, by mail and destination; of one that stands there twice the first. */
export type SentLinkNumbers = { of(messageId: number, url: string): number | null };

// By address where the delivery names no contact: who opted out is left alone in programs' mail too. A join of its own,
// since one join on either condition would read all contacts for every event.
const copiesQuery = `
  SELECT d.tracking_id, d.id, d.message_id, m.ticket_id, d.ticket_reply_id, d.track_opens, d.track_clicks,
    COALESCE(c.tracking_consent, s.tracking_consent), u.id IS NOT NULL,
    d.click_count > 0 OR d.open_count > d.read_count, d.rows_this_hour
  FROM email_deliveries d
  JOIN email_messages m ON m.id = d.message_id
  LEFT JOIN contacts c ON c.id = d.contact_id
  LEFT JOIN contacts s ON d.contact_id IS NULL AND s.email = LOWER(d.email)
  LEFT JOIN users u ON u.email = LOWER(d.email)
  WHERE d.tracking_id IN (?)
  ORDER BY d.id`;

const linksQuery = `
  SELECT l.message_id, l.position, l.url
  FROM email_deliveries d
  JOIN email_links l ON l.message_id = d.message_id
  WHERE d.tracking_id IN (?) AND l.url IN (?)`;

type CopyRow = RowDataPacket &
  [
    string,
    number,
    number,
    number | null,
    number | null,
    number,
    number,
    TrackingConsent | null,
    number,
    number,
    number,
  ];
type LinkRow = RowDataPacket & [number, number, string];

/**
 * What a group of events needs to know, in one round trip: the copies of each tracking id (one, or several that a
 * transport sent as one message; unknown ids are absent), and the numbers of the links that were clicked.
 * @param connection one of `openConnection`, outside a transaction.
 */
export async function readTrackedCopies(
  connection: Connection,
  trackingIds: string[],
  clicked: { trackingIds: string[]; urls: string[] } = { trackingIds: [], urls: [] },
): Promise<{ copies: Map<string, TrackedCopy[]>; links: SentLinkNumbers }> {
  const withLinks = clicked.urls.length > 0;
  const [result] = await connection.query<RowDataPacket[]>({
    sql: withLinks ? `${copiesQuery}; ${linksQuery}` : copiesQuery,
    values: withLinks ? [trackingIds, clicked.trackingIds, clicked.urls] : [trackingIds],
    rowsAsArray: true,
  });
  const [copyRows, linkRows] = (withLinks ? result : [result, []]) as unknown as [CopyRow[], LinkRow[]];
  return {
    copies: byTrackingId(copyRows),
    links: sentLinkNumbers(linkRows),
  };
}

/** The database would sort long texts on disk. */
function sentLinkNumbers(rows: LinkRow[]): SentLinkNumbers {
  const numbers = new Map<string, number>();
  const keyOf = (messageId: number, url: string) => `${messageId} ${url}`;
  for (const [messageId, position, url] of rows) {
    const key = keyOf(messageId, url);
    numbers.set(key, Math.min(position, numbers.get(key) ?? position));
  }
  return { of: (messageId, url) => numbers.get(keyOf(messageId, url)) ?? null };
}

function byTrackingId(rows: CopyRow[]): Map<string, TrackedCopy[]> {
  const copies = new Map<string, TrackedCopy[]>();
  for (const row of rows) {
    const copy: TrackedCopy = {
      deliveryId: row[1],
      messageId: row[2],
      ticketId: row[3],
      replyId: row[4],
      trackOpens: row[5] === 1,
      trackClicks: row[6] === 1,
      consent: row[7] ?? "unknown",
      isAgent: row[8] === 1,
      isSuspicious: row[9] === 1,
      rowsThisHour: row[10],
    };
    const known = copies.get(row[0]);
    if (known) known.push(copy);
    else copies.set(row[0], [copy]);
  }
  return copies;
}
