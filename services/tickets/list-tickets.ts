import { and, desc, eq, inArray, isNull, like, lt, or, type SQL, sql } from "drizzle-orm";
import { database } from "@/db/client";
import { users } from "@/db/schema/auth";
import { emailDeliveries } from "@/db/schema/email";
import { contacts, type TicketStatus, ticketReplies, tickets, ticketTags } from "@/db/schema/tickets";
import { userIdSchema } from "@/services/auth/user-id";
import { likeContaining } from "@/services/like-containing";
import { decodeCursor, encodeCursor } from "@/services/pagination/cursor";
import { type BadgeState, replyBadge } from "./badge-state";

export type TicketFilter = {
  status?: TicketStatus[];
  /** A user's id, or `unassigned`. */
  assignee?: string;
  /** Searched in the subject and in the requester's name and address; `#42` finds ticket 42. */
  query?: string;
  tag?: string;
  /** 1 to 100; 25 unless told. */
  limit?: number;
  cursor?: string;
};

export type ReplyEmailState = {
  replyId: number;
  badge: BadgeState;
  readCount: number;
  openCount: number;
  tracked: boolean;
};

const selected = {
  id: tickets.id,
  subject: tickets.subject,
  status: tickets.status,
  priority: tickets.priority,
  requester: { id: contacts.id, name: contacts.name, email: contacts.email },
  assignee: { id: users.id, name: users.name },
  createdAt: tickets.createdAt,
  lastActivityAt: tickets.lastActivityAt,
  // DATETIME(6) has microseconds and Date has not: the cursor needs the exact value.
  activityKey: sql<string>`DATE_FORMAT(${tickets.lastActivityAt}, '%Y-%m-%d %H:%i:%s.%f')`,
  lastAgentReplyId: tickets.lastAgentReplyId,
};

function selectTickets() {
  return (
    database()
      .select(selected)
      .from(tickets)
      // An inner join would let the optimizer read all contacts first and sort; this keeps it on the tickets' index.
      .leftJoin(contacts, eq(contacts.id, tickets.requesterId))
      .leftJoin(users, eq(users.id, tickets.assigneeId))
  );
}

type TicketRow = Awaited<ReturnType<typeof selectTickets>>[number];
export type TicketListItem = Omit<TicketRow, "activityKey" | "lastAgentReplyId" | "requester"> & {
  requester: NonNullable<TicketRow["requester"]>;
  tags: string[];
  /** The newest emailed reply of an agent; null when there is none. */
  lastReply: ReplyEmailState | null;
};

/**
 * A page of tickets, the most recently active first.
 * @throws {InvalidInputError} when the cursor is not one of ours.
 */
export async function listTickets(
  filter: TicketFilter = {},
): Promise<{ tickets: TicketListItem[]; nextCursor: string | null }> {
  const limit = Math.min(Math.max(filter.limit ?? 25, 1), 100);
  const rows = await selectTickets()
    .where(and(...conditions(filter)))
    .orderBy(desc(tickets.lastActivityAt), desc(tickets.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    tickets: await withTagsAndReplies(page),
    nextCursor: rows.length > limit && last ? encodeCursor([last.activityKey, last.id]) : null,
  };
}

/** One ticket as the list shows it, or null. */
export async function findTicket(ticketId: number): Promise<TicketListItem | null> {
  const [ticket] = await withTagsAndReplies(await selectTickets().where(eq(tickets.id, ticketId)));
  return ticket ?? null;
}

function conditions(filter: TicketFilter): (SQL | undefined)[] {
  const { status, assignee, tag, cursor } = filter;
  const query = filter.query?.trim();
  return [
    status?.length ? inArray(tickets.status, status) : undefined,
    assignee ? assignedTo(assignee) : undefined,
    tag
      ? sql`EXISTS (SELECT 1 FROM ${ticketTags} WHERE ${ticketTags.ticketId} = ${tickets.id} AND ${ticketTags.tag} = ${tag})`
      : undefined,
    query ? matches(query) : undefined,
    cursor ? after(cursor) : undefined,
  ];
}

function assignedTo(assignee: string): SQL {
  if (assignee === "unassigned") return isNull(tickets.assigneeId);
  return userIdSchema.safeParse(assignee).success ? eq(tickets.assigneeId, assignee) : sql`FALSE`;
}

function matches(query: string): SQL | undefined {
  const number = /^#?(\d{1,15})$/.exec(query)?.[1];
  const pattern = likeContaining(query);
  return or(
    number ? eq(tickets.id, Number(number)) : undefined,
    like(tickets.subject, pattern),
    like(contacts.email, pattern.toLowerCase()),
    sql`${contacts.name} COLLATE utf8mb4_unicode_ci LIKE ${pattern}`,
  );
}

function after(cursor: string): SQL | undefined {
  const [activityKey, id] = decodeCursor(cursor, ["time", "id"]);
  return or(
    sql`${tickets.lastActivityAt} < ${activityKey}`,
    and(sql`${tickets.lastActivityAt} = ${activityKey}`, lt(tickets.id, Number(id))),
  );
}

async function withTagsAndReplies(rows: TicketRow[]): Promise<TicketListItem[]> {
  if (rows.length === 0) return [];
  const [tags, replies] = await Promise.all([
    database()
      .select()
      .from(ticketTags)
      .where(
        inArray(
          ticketTags.ticketId,
          rows.map((row) => row.id),
        ),
      )
      .orderBy(ticketTags.tag),
    replyEmailStates(rows.flatMap((row) => row.lastAgentReplyId ?? [])),
  ]);
  return rows.map(({ activityKey: _, lastAgentReplyId, requester, ...row }) => ({
    ...row,
    requester: requester ?? missingRequester(row.id),
    tags: tags.filter((tag) => tag.ticketId === row.id).map((tag) => tag.tag),
    lastReply: (lastAgentReplyId && replies.get(lastAgentReplyId)) || null,
  }));
}

/** A foreign key sees to it that this never runs; the types of a left join do not know that. */
function missingRequester(ticketId: number): never {
  throw new Error(`ticket ${ticketId} has no requester`);
}

async function replyEmailStates(replyIds: number[]): Promise<Map<number, ReplyEmailState>> {
  if (replyIds.length === 0) return new Map();
  const rows = await database()
    .select({
      replyId: ticketReplies.id,
      readCount: ticketReplies.emailReadCount,
      openCount: ticketReplies.emailOpenCount,
      status: emailDeliveries.status,
      readAt: emailDeliveries.readAt,
      trackingId: emailDeliveries.trackingId,
    })
    .from(ticketReplies)
    .innerJoin(emailDeliveries, eq(emailDeliveries.ticketReplyId, ticketReplies.id))
    .where(inArray(ticketReplies.id, replyIds));
  const states = new Map<number, ReplyEmailState>();
  for (const replyId of new Set(rows.map((row) => row.replyId))) {
    const copies = rows.filter((row) => row.replyId === replyId);
    states.set(replyId, {
      replyId,
      badge: replyBadge(copies),
      readCount: copies[0]?.readCount ?? 0,
      openCount: copies[0]?.openCount ?? 0,
      tracked: copies.some((copy) => copy.trackingId !== null),
    });
  }
  return states;
}
