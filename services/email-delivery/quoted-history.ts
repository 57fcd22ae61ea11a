import { and, desc, eq, exists, gt, isNull, lt, not, notExists, or, type SQL, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { users } from "@/db/schema/auth";
import { emailDeliveries } from "@/db/schema/email";
import { contactErasures } from "@/db/schema/privacy";
import { contacts, ticketReplies } from "@/db/schema/tickets";
import type { HistoryItem } from "@/emails/conversation-history";
import { sanitizeAgentHtml } from "@/services/html/sanitize-html";

const historyLength = 5;
/**
 * Beyond a few pages nobody reads a quote, mail servers refuse the mail (25 MB, attachments included), and at 16 MB the
 * database does: then the ticket could not be answered at all.
 */
const mostBytes = 256 * 1024;

/**
 * What was said in a ticket before a reply (or until now), newest first, as a mail quotes it: whole messages, as long as
 * they are not too large together. Internal notes never leave the house, a reply that waits for its time may still be
 * taken back, and that somebody was erased is nobody else's affair: what they wrote is left out.
 */
export async function quotedHistory(
  ticketId: number,
  beforeReplyId = Number.MAX_SAFE_INTEGER,
): Promise<HistoryItem[]> {
  const rows = await database()
    .select({
      bodyHtml: ticketReplies.bodyHtml,
      createdAt: ticketReplies.createdAt,
      userName: users.name,
      contactName: contacts.name,
      contactEmail: contacts.email,
    })
    .from(ticketReplies)
    .leftJoin(users, eq(users.id, ticketReplies.authorUserId))
    .leftJoin(contacts, eq(contacts.id, ticketReplies.authorContactId))
    .where(
      and(
        eq(ticketReplies.ticketId, ticketId),
        eq(ticketReplies.isInternal, false),
        lt(ticketReplies.id, beforeReplyId),
        notExists(erasuresOfAuthor()),
        or(notExists(copies()), exists(copies(not(isHeldBack)))),
      ),
    )
    .orderBy(desc(ticketReplies.id))
    .limit(historyLength);
  return withinSize(rows).map((row) => ({
    authorName: row.userName ?? row.contactName ?? row.contactEmail ?? "Support",
    when: timeFormat.format(row.createdAt),
    // Without the sender's own colours and sizes: a quote is drawn in ours, in dark mode too.
    html: sanitizeAgentHtml(row.bodyHtml),
  }));
}

function withinSize<Row extends { bodyHtml: string }>(newestFirst: Row[]): Row[] {
  let bytes = 0;
  const end = newestFirst.findIndex(({ bodyHtml }) => {
    bytes += Buffer.byteLength(bodyHtml);
    return bytes > mostBytes;
  });
  return end < 0 ? newestFirst : newestFirst.slice(0, end);
}

/** Nobody has it, nor will have it at this moment: it waits for its time (Undo, Send later), or was cancelled. */
const isHeldBack = sql`(${or(
  eq(emailDeliveries.status, "cancelled"),
  and(
    eq(emailDeliveries.status, "queued"),
    eq(emailDeliveries.attempts, 0),
    isNull(emailDeliveries.handedOffAt),
    gt(emailDeliveries.nextAttemptAt, sql`UTC_TIMESTAMP(6)`),
  ),
)})`;

function copies(condition?: SQL) {
  return database()
    .select({ one: sql`1` })
    .from(emailDeliveries)
    .where(and(eq(emailDeliveries.ticketReplyId, ticketReplies.id), condition));
}

/** Also those still at work: what is rendered meanwhile is kept. */
function erasuresOfAuthor() {
  const { contactId, strength } = contactErasures;
  return database()
    .select({ one: sql`1` })
    .from(contactErasures)
    .where(and(eq(contactId, ticketReplies.authorContactId), eq(strength, "contact")));
}

const timeFormat = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  timeZone: "UTC",
  timeZoneName: "short",
});
