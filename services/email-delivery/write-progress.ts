import { format } from "mysql2";
import type { TrackedLink } from "@/services/email-tracking/injection/inject-tracking";
import { ticketChangeStatement, wakeLive } from "@/services/live/ticket-changes";
import { retryLockConflicts } from "@/services/retry-lock-conflicts";
import { eventsStatement } from "./delivery-events";
import { createGroupCommit } from "./group-commit";
import { sentRepliesStatement } from "./note-sent";
import { createTransactionLane } from "./transaction-lane";
import type { Transport } from "./transports/transport";

/** The copies of one message, and whose they are to be for anything to be written. */
type OfLease = { deliveryIds: number[]; leaseOwner: string; ticketId: number | null };

/** From now on it may be out. */
export type HandOff = OfLease & {
  kind: "hand-off";
  transport: Transport["name"];
  /** What every attempt must send byte for byte; null where the transport does not ask for it. */
  renderedHtml: string | null;
  messageId: number;
  links: TrackedLink[];
};

/** A mail server took it, and nothing unusual had happened to it before. */
export type PlainlySent = OfLease & {
  kind: "sent";
  source: string;
  detail: string;
  providerMessageId: string | null;
  replyId: number | null;
};

type Progress = HandOff | PlainlySent;

const most = 200;

/**
 * Writes the two steps that every mail goes through, hand-offs and acceptances of the same moment in one transaction whose
 * statements are known beforehand: at hundreds of mails a second round trips and flushes of the log are what a mail costs.
 * @returns false when nothing of it was written, since one of the copies is not this lease's any more, or has moved on.
 */
export const writeProgress = createGroupCommit<Progress, boolean>(async (group) => {
  const handOffs = group.filter((progress) => progress.kind === "hand-off");
  const sent = group.filter((progress) => progress.kind === "sent");
  const updates = [...alike(handOffs).map(handOffUpdate), ...alike(sent).map(sentUpdate)];
  const statements = [
    ...updates.map(({ statement }) => statement),
    ...linkStatements(handOffs),
    eventsStatement(group.flatMap(eventsOf)),
    ...sentRepliesStatement([...new Set(sent.flatMap(({ replyId }) => replyId ?? []))]),
    ...ticketChangeStatement(group.flatMap(({ ticketId }) => ticketId ?? [])),
  ];
  const isAsExpected = (affected: number[]) =>
    updates.every(({ expected }, index) => affected[index] === expected);
  const isWritten = await retryLockConflicts(() => lane.run(statements, isAsExpected));
  // Which of them it was shows when each is written by itself.
  if (!isWritten && group.length > 1) throw new Error("one of the copies is not as it was");
  if (isWritten) wakeLive();
  return group.map(() => isWritten);
}, most);

const lane = createTransactionLane();

/** Those whose rows change alike, which one statement can do. */
function alike<Item extends Progress>(items: Item[]): Item[][] {
  const groups = new Map<string, Item[]>();
  items.forEach((item, index) => {
    const isOwn = item.kind === "hand-off" && item.renderedHtml !== null;
    const key = isOwn ? String(index) : `${item.leaseOwner} ${"transport" in item ? item.transport : ""}`;
    const known = groups.get(key);
    if (known) known.push(item);
    else groups.set(key, [item]);
  });
  return [...groups.values()];
}

type Update = { statement: string; expected: number };

function handOffUpdate(group: HandOff[]): Update {
  const ids = group.flatMap(({ deliveryIds }) => deliveryIds);
  const { transport, renderedHtml, leaseOwner } = group[0] as HandOff;
  const statement = format(
    `UPDATE email_deliveries SET attempts = attempts + 1,
       handed_off_at = COALESCE(handed_off_at, UTC_TIMESTAMP(6)),
       tried_since = COALESCE(tried_since, UTC_TIMESTAMP(6)), transport = ?, rendered_html = COALESCE(?, rendered_html)
     WHERE id IN (?) AND lease_owner = ? AND status = 'sending'`,
    [transport, renderedHtml, ids, leaseOwner],
  );
  return { statement, expected: ids.length };
}

function sentUpdate(group: PlainlySent[]): Update {
  const ids = group.flatMap(({ deliveryIds }) => deliveryIds);
  const named = group.flatMap(({ deliveryIds, providerMessageId }) =>
    providerMessageId ? deliveryIds.map((id) => [id, providerMessageId]) : [],
  );
  const names = `provider_message_id = CASE id ${"WHEN ? THEN ? ".repeat(named.length)}ELSE provider_message_id END,`;
  const statement = format(
    `UPDATE email_deliveries SET ${named.length > 0 ? names : ""} status = 'sent', sent_at = UTC_TIMESTAMP(6),
       next_attempt_at = NULL, rendered_html = NULL, last_error = NULL, failure = NULL, lease_owner = NULL,
       lease_until = NULL
     WHERE id IN (?) AND lease_owner = ? AND status IN ('sending', 'uncertain')`,
    [...named.flat(), ids, (group[0] as PlainlySent).leaseOwner],
  );
  return { statement, expected: ids.length };
}

function eventsOf(progress: Progress) {
  const event =
    progress.kind === "hand-off"
      ? { status: "sending" as const, source: progress.transport, detail: null }
      : { status: "sent" as const, source: progress.source, detail: progress.detail };
  return progress.deliveryIds.map((deliveryId) => ({ deliveryId, ...event }));
}

function linkStatements(handOffs: HandOff[]): string[] {
  const links = handOffs.flatMap(({ messageId, links: found }) =>
    found.map(({ position, url, label }) => [messageId, position, url, label]),
  );
  if (links.length === 0) return [];
  return [format("INSERT IGNORE INTO email_links (message_id, position, url, label) VALUES ?", [links])];
}
