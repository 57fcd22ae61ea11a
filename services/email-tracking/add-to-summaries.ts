import { sql } from "drizzle-orm";
import type { Transaction } from "@/db/connect";
import type { VisitClass } from "@/db/schema/email";
import type { TrackedCopy } from "./tracked-copies";
import type { TrackingEvent } from "./tracking-event";

/** What a group adds to one row's summary. Times are SQL's, in UTC. */
type Addition = {
  id: number;
  new_opens: number;
  first_open: string | null;
  new_reads: number;
  first_read: string | null;
  read_by_click: number;
  new_clicks: number;
};

/** A person saw the mail: an open by them or by a proxy that acts for them, or their click (images may be blocked). */
export function isRead({ eventType, visitClass }: { eventType: string; visitClass: VisitClass }): boolean {
  return visitClass === "human" || (eventType === "open" && visitClass === "proxy");
}

/**
 * Adds a group of events to the summaries of its copies and replies. The database counts, so that processes do not
 * overwrite each other, and rows are locked in the order of their ids, so that two groups wait instead of deadlocking.
 * Copies that share a tracking id all count an event; their reply counts it once.
 */
export async function addToSummaries(tx: Transaction, events: (TrackingEvent & { copies: TrackedCopy[] })[]) {
  const copies = new Map<number, Addition>();
  const replies = new Map<number, Addition>();
  for (const event of events) {
    for (const { deliveryId } of event.copies) add(copies, deliveryId, event);
    const replyIds = event.copies.map(({ replyId }) => replyId).filter((id) => id !== null);
    for (const replyId of new Set(replyIds)) add(replies, replyId, event);
  }
  await tx.execute(sql`
    UPDATE email_deliveries d JOIN ${additionTable(copies)} a ON a.id = d.id
    SET d.open_count = d.open_count + a.new_opens,
        d.opened_at = COALESCE(LEAST(d.opened_at, a.first_open), d.opened_at, a.first_open),
        d.read_count = d.read_count + a.new_reads,
        d.read_at = COALESCE(LEAST(d.read_at, a.first_read), d.read_at, a.first_read),
        d.read_evidence = COALESCE(d.read_evidence,
          CASE WHEN a.first_read IS NULL THEN NULL WHEN a.read_by_click = 1 THEN 'click' ELSE 'open' END),
        d.click_count = d.click_count + a.new_clicks`);
  if (replies.size === 0) return;
  await tx.execute(sql`
    UPDATE ticket_replies r JOIN ${additionTable(replies)} a ON a.id = r.id
    SET r.email_open_count = r.email_open_count + a.new_opens,
        r.email_opened_at = COALESCE(LEAST(r.email_opened_at, a.first_open), r.email_opened_at, a.first_open),
        r.email_read_count = r.email_read_count + a.new_reads,
        r.email_read_at = COALESCE(LEAST(r.email_read_at, a.first_read), r.email_read_at, a.first_read),
        r.email_click_count = r.email_click_count + a.new_clicks`);
}

function add(additions: Map<number, Addition>, id: number, event: TrackingEvent) {
  const none = {
    id,
    new_opens: 0,
    first_open: null,
    new_reads: 0,
    first_read: null,
    read_by_click: 0,
    new_clicks: 0,
  };
  const addition: Addition = additions.get(id) ?? none;
  additions.set(id, addition);
  const at = sqlTime(event.occurredAt);
  if (event.eventType === "click") addition.new_clicks++;
  else {
    addition.new_opens++;
    addition.first_open = earlier(addition.first_open, at);
  }
  if (!isRead(event)) return;
  // A click proves reading and is counted as a click: the card's "Opened 3 times" means opens.
  if (event.eventType === "open") addition.new_reads++;
  if (addition.first_read === null || at < addition.first_read) {
    addition.first_read = at;
    addition.read_by_click = event.eventType === "click" ? 1 : 0;
  }
}

/** The additions as a table, in one parameter however many there are (JSON_TABLE: MariaDB 10.6, MySQL 8). */
function additionTable(additions: Map<number, Addition>) {
  const rows = [...additions.values()].sort((a, b) => a.id - b.id);
  return sql`JSON_TABLE(${JSON.stringify(rows)}, '$[*]' COLUMNS (
    id BIGINT UNSIGNED PATH '$.id',
    new_opens INT PATH '$.new_opens',
    first_open DATETIME(6) PATH '$.first_open',
    new_reads INT PATH '$.new_reads',
    first_read DATETIME(6) PATH '$.first_read',
    read_by_click INT PATH '$.read_by_click',
    new_clicks INT PATH '$.new_clicks'
  ))`;
}

function sqlTime(date: Date): string {
  return date.toISOString().replace("T", " ").replace("Z", "");
}

function earlier(a: string | null, b: string): string {
  return a !== null && a < b ? a : b;
}
