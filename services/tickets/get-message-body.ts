import { and, eq } from "drizzle-orm";
import { database } from "@/db/client";
import { ticketReplies } from "@/db/schema/tickets";
import { NotFoundError } from "@/services/errors";

/** The HTML of what a contact wrote, as it was kept (sanitised), for the frame that shows it. */
export type MessageBody = {
  html: string;
  /** What it repeated of earlier mails; null when nothing was found to be that. */
  quotedHtml: string | null;
};

/** @throws {NotFoundError} when the ticket has no such message of a contact. */
export async function getMessageBody(ticketId: number, replyId: number): Promise<MessageBody> {
  const [message] = await database()
    .select({ html: ticketReplies.bodyHtml, quotedHtml: ticketReplies.quotedHtml })
    .from(ticketReplies)
    .where(
      and(
        eq(ticketReplies.id, replyId),
        eq(ticketReplies.ticketId, ticketId),
        eq(ticketReplies.author, "contact"),
      ),
    );
  if (!message) throw new NotFoundError("There is no such message.");
  return message;
}
