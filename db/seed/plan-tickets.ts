import type { ticketReplies, tickets } from "@/db/schema/tickets";
import { agents, type ContactKey, contactOf, isAgent } from "./demo/people";
import { spanMs } from "./demo/span";
import type { DemoMessage, DemoTicket } from "./demo/ticket";
import { type PlannedEmail, planEmail } from "./plan-email";
import { agentId } from "./plan-people";
import { renderBody } from "./render-body";
import { stableHash, stableNumber } from "./stable-hash";
import { type CopySummary, earliest, summariseCopy, summariseReply } from "./summarise-visits";

export interface PlannedReply {
  by: DemoMessage["by"];
  row: Omit<typeof ticketReplies.$inferInsert, "ticketId" | "authorContactId"> & { createdAt: Date };
  email: PlannedEmail | null;
}
export interface PlannedTicket {
  from: ContactKey;
  tags: string[];
  row: Omit<typeof tickets.$inferInsert, "requesterId"> & { createdAt: Date };
  replies: PlannedReply[];
}

/** Lays a ticket out in time, ending before `now`, with all summaries derived from what happened. */
export function planTicket(ticket: DemoTicket, now: Date): PlannedTicket {
  const createdAt = new Date(now.getTime() - spanMs(ticket.opened));
  const replies: PlannedReply[] = [];
  let at = createdAt;
  for (const [index, message] of ticket.messages.entries()) {
    const seed = `${ticket.subject} ${index}`;
    at = new Date(at.getTime() + spanMs(message.after) + (index === 0 ? 0 : stableNumber(seed, 20_000)));
    if (at > now) throw new RangeError(`A demo message lies in the future: ${seed}`);
    replies.push(planReply(ticket, message, seed, at, replies, now));
  }
  summarise(replies);
  return {
    from: ticket.from,
    tags: ticket.tags,
    row: {
      subject: ticket.subject,
      status: ticket.status,
      priority: ticket.priority,
      assigneeId: ticket.assignee ? agentId(ticket.assignee) : null,
      createdAt,
      lastActivityAt: at,
    },
    replies,
  };
}

function planReply(
  ticket: DemoTicket,
  message: DemoMessage,
  seed: string,
  at: Date,
  before: PlannedReply[],
  now: Date,
): PlannedReply {
  const { by } = message;
  const body = renderBody(message.body);
  const row = { bodyHtml: body.html, bodyText: body.text, createdAt: at };
  if (!isAgent(by)) {
    const messageId = `${stableHash(`contact ${seed}`).slice(0, 24)}@${contactOf(by).email.split("@")[1]}`;
    return {
      by,
      row: {
        ...{ ...row, author: "contact" as const, messageId },
        quotedHtml: message.quotes ? quoteOf(before.at(-1)) : null,
        senderChecks: message.senderChecks ?? null,
      },
      email: null,
    };
  }
  const agentRow = { ...row, author: "agent" as const, authorUserId: agentId(by) };
  if (message.note) return { by, row: { ...agentRow, isInternal: true }, email: null };
  const email = planEmail(message, body, {
    seed,
    subject: ticket.subject,
    requester: ticket.from,
    copied: message.cc ?? ticket.cc ?? [],
    by,
    at,
    thread: before.flatMap((reply) => reply.row.messageId ?? []),
    now,
  });
  return { by, row: { ...agentRow, messageId: email.message.messageId }, email };
}

/** The message before, as a mail program repeats it below an answer. */
function quoteOf(before: PlannedReply | undefined): string {
  if (!before || !isAgent(before.by)) throw new RangeError("Only an agent's message is quoted.");
  const day = before.row.createdAt.toISOString().slice(0, 10);
  return `<p>On ${day}, ${agents[before.by].name} wrote:</p><blockquote>${before.row.bodyHtml}</blockquote>`;
}

/** Fills in the summary columns of all copies and replies. */
function summarise(replies: PlannedReply[]) {
  for (const [index, reply] of replies.entries()) {
    if (!reply.email) continue;
    const copies: CopySummary[] = reply.email.deliveries.map((delivery) => {
      const answered = delivery.row.trackingId && delivery.row.sentAt && delivery.row.status !== "bounced";
      const summary = summariseCopy(
        delivery.events,
        answered ? answerTo(replies, index, delivery.contact) : null,
      );
      Object.assign(delivery.row, summary);
      return summary;
    });
    const { deliveries } = reply.email;
    Object.assign(reply.row, summariseReply(copies), {
      emailTrackingId: deliveries.find((delivery) => delivery.row.trackingId)?.row.trackingId ?? null,
      emailSentAt: earliest(deliveries.map((delivery) => delivery.row.sentAt ?? null)),
    });
  }
}

/** When a contact wrote after the mail at `index` and before the next one: that answers it. */
function answerTo(replies: PlannedReply[], index: number, contact: ContactKey): Date | null {
  const next = replies.findIndex((reply, position) => position > index && reply.email);
  const between = replies.slice(index + 1, next === -1 ? undefined : next);
  return between.find((reply) => reply.by === contact)?.row.createdAt ?? null;
}
