import { sqlTime } from "@/services/sql-time";
import { isRead } from "../visits/reading-classes";
import { startOfHour } from "./row-limit";
import type { TrackedCopy } from "./tracked-copies";
import type { TrackingEvent } from "./tracking-event";

/** What a group adds to one row's summary. Times are milliseconds since 1970. */
type Addition = {
  id: number;
  opens: number;
  firstOpen: number;
  reads: number;
  firstRead: number;
  isReadByClick: boolean;
  clicks: number;
  kept: number;
  dropped: number;
};

const never = Number.POSITIVE_INFINITY;

/** What the summaries need of an event, and of the copies that it was a visit to. */
export type SummarisedEvent = Pick<TrackingEvent, "eventType" | "visitClass"> & {
  /** Milliseconds since 1970. */
  at: number;
  copies: readonly TrackedCopy[];
};

/**
 * The statements that add a group of events to the summaries of its copies and replies. The database counts, so that
 * processes do not overwrite each other, and rows are locked in the order of their ids, so that two groups wait instead
 * of deadlocking. Copies that share a tracking id all count an event; their reply counts it once.
 * @param dropped the events of the group that are counted and not stored as rows
 */
export function summaryStatements(
  events: readonly SummarisedEvent[],
  dropped: ReadonlySet<SummarisedEvent>,
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

function add(additions: Map<number, Addition>, id: number, event: SummarisedEvent, isKept: boolean) {
  let addition = additions.get(id);
  if (!addition) {
    addition = {
      id,
      opens: 0,
      firstOpen: never,
      reads: 0,
      firstRead: never,
      isReadByClick: false,
      clicks: 0,
      kept: 0,
      dropped: 0,
    };
    additions.set(id, addition);
  }
  if (isKept) addition.kept++;
  else addition.dropped++;
  const isClick = event.eventType === "click";
  if (isClick) addition.clicks++;
  else {
    addition.opens++;
    addition.firstOpen = Math.min(addition.firstOpen, event.at);
  }
  if (!isRead(event)) return;
  // A click proves reading and is counted as a click: the card's "Opened 3 times" means opens.
  if (!isClick) addition.reads++;
  if (event.at < addition.firstRead) {
    addition.firstRead = event.at;
    addition.isReadByClick = isClick;
  }
}

/** The additions as a table `a`, in one value however many there are (JSON_TABLE: MariaDB 10.6, MySQL 8). */
function additionTable(additions: Map<number, Addition>): string {
  const rows = [...additions.values()].sort((a, b) => a.id - b.id).map(jsonRow);
  // Numbers, times and null: nothing in it needs an escape.
  return `JSON_TABLE('[${rows.join(",")}]', '$[*]' COLUMNS (
    id BIGINT UNSIGNED PATH '$[0]',
    new_opens INT PATH '$[1]',
    first_open DATETIME(6) PATH '$[2]',
    new_reads INT PATH '$[3]',
    first_read DATETIME(6) PATH '$[4]',
    read_by_click INT PATH '$[5]',
    new_clicks INT PATH '$[6]',
    kept INT PATH '$[7]',
    dropped INT PATH '$[8]'
  )) a`;
}

function jsonRow(a: Addition): string {
  const time = (ms: number) => (ms === never ? "null" : `"${sqlTime(ms)}"`);
  const reads = `${a.reads},${time(a.firstRead)},${a.isReadByClick ? 1 : 0}`;
  return `[${a.id},${a.opens},${time(a.firstOpen)},${reads},${a.clicks},${a.kept},${a.dropped}]`;
}
