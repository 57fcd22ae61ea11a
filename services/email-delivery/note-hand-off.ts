import { format } from "mysql2";
import type { TrackedLink } from "@/services/email-tracking/inject-tracking";
import { ticketChangeStatement, wakeLive } from "@/services/live/ticket-changes";
import { retryLockConflicts } from "@/services/retry-lock-conflicts";
import { createGroupCommit } from "./group-commit";
import { eventsStatement } from "./settle-deliveries";
import { createTransactionLane } from "./transaction-lane";
import type { Transport } from "./transports/transport";

/** Another worker has this delivery now: it is theirs to send. */
export class LeaseLostError extends Error {
  override name = "LeaseLostError";
}

export type HandOff = {
  /** The copies of one message. */
  deliveryIds: number[];
  leaseOwner: string;
  transport: Transport["name"];
  /** What every attempt must send byte for byte; null where the transport does not ask for it. */
  renderedHtml: string | null;
  messageId: number;
  ticketId: number | null;
  links: TrackedLink[];
};

/**
 * Notes, before the transport is spoken to, that from now on the mail may be out. Hand-offs of the same moment are one
 * transaction.
 * @throws {LeaseLostError} when the copies are not this lease's any more.
 */
export const noteHandOff = createGroupCommit<HandOff, void>(async (group) => {
  const updates = groupAlike(group);
  const statements = [...updates.map(updateStatement), ...recordStatements(group)];
  const isOurs = (affected: number[]) =>
    updates.every(
      (alike, index) => affected[index] === alike.flatMap(({ deliveryIds }) => deliveryIds).length,
    );
  if (!(await retryLockConflicts(() => lane.run(statements, isOurs)))) throw new LeaseLostError();
  wakeLive();
  return group.map(() => undefined);
}, 100);

const lane = createTransactionLane();

/** Those whose rows change alike, which one statement can do. */
function groupAlike(group: HandOff[]): HandOff[][] {
  const alike = new Map<string, HandOff[]>();
  group.forEach((handOff, index) => {
    const key = handOff.renderedHtml === null ? `${handOff.leaseOwner} ${handOff.transport}` : String(index);
    const known = alike.get(key);
    if (known) known.push(handOff);
    else alike.set(key, [handOff]);
  });
  return [...alike.values()];
}

function updateStatement(alike: HandOff[]): string {
  const ids = alike.flatMap(({ deliveryIds }) => deliveryIds);
  const { transport, renderedHtml, leaseOwner } = alike[0] as HandOff;
  return format(
    `UPDATE email_deliveries SET attempts = attempts + 1,
       handed_off_at = COALESCE(handed_off_at, UTC_TIMESTAMP(6)),
       tried_since = COALESCE(tried_since, UTC_TIMESTAMP(6)), transport = ?, rendered_html = COALESCE(?, rendered_html)
     WHERE id IN (?) AND lease_owner = ? AND status = 'sending'`,
    [transport, renderedHtml, ids, leaseOwner],
  );
}

function recordStatements(group: HandOff[]): string[] {
  const links = group.flatMap(({ messageId, links: found }) =>
    found.map(({ position, url, label }) => [messageId, position, url, label]),
  );
  const events = group.flatMap(({ deliveryIds, transport }) =>
    deliveryIds.map((deliveryId) => ({
      ...{ deliveryId, status: "sending" as const, source: transport, detail: null },
    })),
  );
  return [
    ...(links.length > 0
      ? [format("INSERT IGNORE INTO email_links (message_id, position, url, label) VALUES ?", [links])]
      : []),
    eventsStatement(events),
    ...ticketChangeStatement(group.flatMap(({ ticketId }) => ticketId ?? [])),
  ];
}
