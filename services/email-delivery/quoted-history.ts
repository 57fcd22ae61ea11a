import { and, desc, eq, lt } from "drizzle-orm";
import { database } from "@/db/client";
import { users } from "@/db/schema/auth";
import { contacts, ticketReplies } from "@/db/schema/tickets";
import type { HistoryItem } from "@/emails/conversation-history";
import { sanitizeAgentHtml } from "@/services/html/sanitize-html";

const historyLength = 5;

/**
 * What was said in a ticket before a reply (or until now), newest first, as a mail quotes it. Internal notes never
 * leave the house.
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
      ),
    )
    .orderBy(desc(ticketReplies.id))
    .limit(historyLength);
  return rows.map((row) => ({
    authorName: row.userName ?? row.contactName ?? row.contactEmail ?? "Support",
    when: timeFormat.format(row.createdAt),
    // Without the sender's own colours and sizes: a quote is drawn in ours, in dark mode too.
    html: sanitizeAgentHtml(row.bodyHtml),
  }));
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
