import { and, count, desc, eq, inArray, isNotNull, isNull, ne, or, sql } from "drizzle-orm";
import { database } from "@/db/client";
import type { Transaction } from "@/db/connect";
import { emailDeliveries, emailMessages, type RecipientRole } from "@/db/schema/email";
import { ticketReplies, tickets } from "@/db/schema/tickets";
import type { AttachmentView } from "@/services/attachments/attachments-of-reply";
import { releaseAttachments } from "@/services/attachments/release-attachments";
import { recordAudit } from "@/services/audit/record-audit";
import type { Actor } from "@/services/auth/actor";
import { ConflictError, NotFoundError } from "@/services/errors";
import { noteTicketChange, wakeLive } from "@/services/live/ticket-changes";
import { retryLockConflicts } from "@/services/retry-lock-conflicts";
import { parseUntrackedUrls } from "./untracked-urls";

type Address = { email: string; name: string | null };

/** A reply that was taken back, as its composer needs it to go on writing. */
export type WithdrawnReply = {
  ticketId: number;
  subject: string;
  /** The ticket was opened with this reply and is gone with it. */
  ticketRemoved: boolean;
  html: string;
  to: Address[];
  cc: Address[];
  bcc: Address[];
  track: boolean;
  /** Addresses of the links that were switched off. */
  untracked: string[];
  /** The reply's files, which are uploads of the actor's again. */
  attachments: AttachmentView[];
};

/**
 * Takes back a reply that nothing of has left (Undo, Send later), as if it had never been written, and gives its text back.
 * Whether it is in time is decided by the copies' rows, against a worker that may be claiming them at this moment.
 * @throws {NotFoundError}; {ConflictError} when any copy has left or may have, and for what is no agent's e-mail.
 */
export async function withdrawReply(actor: Actor, replyId: number): Promise<WithdrawnReply> {
  const withdrawn = await retryLockConflicts(() =>
    database().transaction(async (tx) => {
      const [found] = await tx
        .select({ ticketId: ticketReplies.ticketId })
        .from(ticketReplies)
        .where(eq(ticketReplies.id, replyId));
      if (!found) throw new NotFoundError("There is no such reply; it may have been taken back already.");
      // The ticket first, as whoever writes a reply does.
      const [ticket] = await tx.select().from(tickets).where(eq(tickets.id, found.ticketId)).for("update");
      const [reply] = await tx
        .select()
        .from(ticketReplies)
        .where(eq(ticketReplies.id, replyId))
        .for("update");
      if (!ticket || !reply)
        throw new NotFoundError("There is no such reply; it may have been taken back already.");
      if (reply.isInternal || reply.author === "contact") {
        throw new ConflictError("Only an email that is yet to be sent can be taken back.");
      }
      await holdBackCopies(tx, replyId);
      const draft = await draftOf(tx, reply);
      const attachments =
        actor.kind === "user"
          ? await releaseAttachments(tx, replyId, actor.userId)
          : ([] as AttachmentView[]);
      await tx.delete(ticketReplies).where(eq(ticketReplies.id, replyId));
      const ticketRemoved = await restoreTicket(tx, ticket, reply);
      await recordAudit(tx, actor, {
        action: "reply.withdrawn",
        targetType: "ticket",
        targetId: ticket.id,
        changes: { reply: { from: replyId, to: null } },
      });
      await noteTicketChange(tx, [ticket.id]);
      return { ticketId: ticket.id, subject: ticket.subject, ticketRemoved, ...draft, attachments };
    }),
  );
  wakeLive();
  return withdrawn;
}

/** Every copy out of the queue, or an error when one of them is not in it any more. */
async function holdBackCopies(tx: Transaction, replyId: number) {
  const copies = await tx
    .select({ id: emailDeliveries.id })
    .from(emailDeliveries)
    .where(eq(emailDeliveries.ticketReplyId, replyId));
  if (copies.length === 0) return;
  // By primary key, as the claims are: what is locked in one order does not deadlock.
  const [held] = await tx
    .update(emailDeliveries)
    .set({ status: "cancelled", nextAttemptAt: null })
    .where(
      and(
        inArray(
          emailDeliveries.id,
          copies.map(({ id }) => id),
        ),
        isNull(emailDeliveries.handedOffAt),
        eq(emailDeliveries.attempts, 0),
        or(eq(emailDeliveries.status, "queued"), eq(emailDeliveries.failure, "suppressed")),
      ),
    );
  if (held.affectedRows < copies.length) {
    throw new ConflictError("It is too late to take this reply back: it is on its way.");
  }
}

async function draftOf(tx: Transaction, reply: typeof ticketReplies.$inferSelect) {
  const copies = await tx
    .select()
    .from(emailDeliveries)
    .where(eq(emailDeliveries.ticketReplyId, reply.id))
    .orderBy(emailDeliveries.id);
  const [message] = await tx
    .select({ untrackedUrls: emailMessages.untrackedUrls })
    .from(emailMessages)
    .where(eq(emailMessages.ticketReplyId, reply.id));
  const addressed = (role: RecipientRole) =>
    copies.filter((copy) => copy.role === role).map(({ email, name }) => ({ email, name }));
  return {
    html: reply.bodyHtml,
    to: addressed("to"),
    cc: addressed("cc"),
    bcc: addressed("bcc"),
    track: copies.some((copy) => copy.trackingId !== null),
    untracked: parseUntrackedUrls(message?.untrackedUrls),
  };
}

/** The ticket as it was before the reply; gone when the reply was all there is. @returns whether it is gone */
async function restoreTicket(
  tx: Transaction,
  ticket: typeof tickets.$inferSelect,
  reply: typeof ticketReplies.$inferSelect,
): Promise<boolean> {
  const [rest] = await tx
    .select({
      messages: count(),
      newest: sql<Date | null>`MAX(${ticketReplies.createdAt})`.mapWith(ticketReplies.createdAt),
    })
    .from(ticketReplies)
    .where(eq(ticketReplies.ticketId, ticket.id));
  if (!rest?.messages) {
    await tx.delete(tickets).where(eq(tickets.id, ticket.id));
    return true;
  }
  const [earlier] = await tx
    .select({ id: ticketReplies.id })
    .from(ticketReplies)
    .where(
      and(
        eq(ticketReplies.ticketId, ticket.id),
        ne(ticketReplies.author, "contact"),
        eq(ticketReplies.isInternal, false),
        isNotNull(ticketReplies.messageId),
      ),
    )
    .orderBy(desc(ticketReplies.id))
    .limit(1);
  // Whoever did something to the ticket since keeps their place in the list.
  const wasLast = ticket.lastActivityAt.getTime() - reply.createdAt.getTime() < 5000;
  await tx
    .update(tickets)
    .set({
      ...(ticket.lastAgentReplyId === reply.id ? { lastAgentReplyId: earlier?.id ?? null } : {}),
      ...(wasLast && rest.newest ? { lastActivityAt: rest.newest } : {}),
    })
    .where(eq(tickets.id, ticket.id));
  return false;
}
