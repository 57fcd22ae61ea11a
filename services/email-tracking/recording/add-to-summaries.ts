import { escape as quote } from "mysql2";
import type { VisitClass } from "@/db/schema/email";
import { startOfHour } from "./row-limit";
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
  kept: number;
  dropped: number;
};

/** A person saw the mail: an open by them or by a proxy that acts for them, or their click (images may be blocked). */
export function isRead({ eventType, visitClass }: { eventType: string; visitClass: VisitClass }): boolean {
  return visitClass === "human" || (eventType === "open" && visitClass === "proxy");
}

/**
 * The statements that add a group of events to the summaries of its copies and replies. The database counts, so that
 * processes do not overwrite each other, and rows are locked in the order of their ids, so that two groups wait instead
 * of deadlocking. Copies that share a tracking id all count an event; their reply counts it once.
 * @param dropped the events of the group that are counted and not stored as rows
 */
export function summaryStatements(
  events: readonly (TrackingEvent & { copies: TrackedCopy[] })[],
  dropped: ReadonlySet<TrackingEvent>,
): string[] {
  const copies = new Map<number, Addition>();
  const replies = new Map<number, Addition>();
  for (const event of events) {
    const isKept = !dropped.has(event);
    for (const { deliveryId } of event.copies) add(copies, deliveryId, event, isKept);
    const [first] = event.copies;
    if (event.copies.length === 1) {
      if (first?.replyId) add(replies, first.replyId, event, isKept);
      continue;
    }
    const replyIds = event.copies.flatMap(({ replyId }) => replyId ?? []);
    for (const replyId of new Set(replyIds)) add(replies, replyId, event, isKept);
  }
  const statements = [copiesStatement(copies)];
  if (replies.size > 0) statements.push(repliesStatement(replies));
  return statements;
}

function copiesStatement(additions: Map<number, Addition>): string {
  return `
    UPDATE email_deliveries d JOIN ${additionTable(additions)} ON a.id = d.id
    SET d.open_count = d.open_count + a.new_opens,
        d.opened_at = COALESCE(LEAST(d.opened_at, a.first_open), d.opened_at, a.first_open),
        d.read_count = d.read_count + a.new_reads,
        d.read_at = COALESCE(LEAST(d.read_at, a.first_read), d.read_at, a.first_read),
        d.read_evidence = COALESCE(d.read_evidence,
          CASE WHEN a.first_read IS NULL THEN NULL WHEN a.read_by_click = 1 THEN 'click' ELSE 'open' END),
        d.click_count = d.click_count + a.new_clicks,
        d.rows_this_hour = GREATEST(d.rows_this_hour, ${startOfHour()}) + a.kept,
        d.events_not_kept = d.events_not_kept + a.dropped`;
}

function repliesStatement(additions: Map<number, Addition>): string {
  return `
    UPDATE ticket_replies r JOIN ${additionTable(additions)} ON a.id = r.id
    SET r.email_open_count = r.email_open_count + a.new_opens,
        r.email_opened_at = COALESCE(LEAST(r.email_opened_at, a.first_open), r.email_opened_at, a.first_open),
        r.email_read_count = r.email_read_count + a.new_reads,
        r.email_read_at = COALESCE(LEAST(r.email_read_at, a.first_read), r.email_read_at, a.first_read),
        r.email_click_count = r.email_click_count + a.new_clicks`;
}

function add(additions: Map<number, Addition>, id: number, event: TrackingEvent, isKept: boolean) {
  let addition = additions.get(id);
  if (!addition) {
    addition = {
      ...{ id, new_opens: 0, first_open: null, new_reads: 0, first_read: null },
      ...{ read_by_click: 0, new_clicks: 0, kept: 0, dropped: 0 },
    };
    additions.set(id, addition);
  }
  if (isKept) addition.kept++;
  else addition.dropped++;
  const at = sqlTime(event.occurredAt);
  if (event.eventType === "click") addition.new_clicks++;
  else {
    addition.new_opens++;
    if (addition.first_open === null || at < addition.first_open) addition.first_open = at;
  }
  if (!isRead(event)) return;
  // A click proves reading and is counted as a click: the card's "Opened 3 times" means opens.
  if (event.eventType === "open") addition.new_reads++;
  if (addition.first_read === null || at < addition.first_read) {
    addition.first_read = at;
    addition.read_by_click = event.eventType === "click" ? 1 : 0;
  }
}

/** The additions as a table `a`, in one value however many there are (JSON_TABLE: MariaDB 10.6, MySQL 8). */
function additionTable(additions: Map<number, Addition>): string {
  const rows = [...additions.values()].sort((a, b) => a.id - b.id);
  return `JSON_TABLE(${quote(JSON.stringify(rows))}, '$[*]' COLUMNS (
    id BIGINT UNSIGNED PATH '$.id',
    new_opens INT PATH '$.new_opens',
    first_open DATETIME(6) PATH '$.first_open',
    new_reads INT PATH '$.new_reads',
    first_read DATETIME(6) PATH '$.first_read',
    read_by_click INT PATH '$.read_by_click',
    new_clicks INT PATH '$.new_clicks',
    kept INT PATH '$.kept',
    dropped INT PATH '$.dropped'
  )) a`;
}

/** A moment as SQL's DATETIME(6) in UTC. */
export function sqlTime(date: Date): string {
  return date.toISOString().replace("T", " ").replace("Z", "");
}
