import { eq, inArray, sql } from "drizzle-orm";
import type { MySqlInsertValue, MySqlTable } from "drizzle-orm/mysql-core";
import type { Transaction } from "@/db/connect";
import {
  emailDeliveries,
  emailDeliveryEvents,
  emailLinks,
  emailMessages,
  emailTrackingEvents,
  suppressedAddresses,
} from "@/db/schema/email";
import { contacts, ticketReplies, tickets, ticketTags } from "@/db/schema/tickets";
import { type ContactKey, contactKeys, contactOf } from "./demo/people";
import type { PlannedTicket } from "./plan-tickets";

/** Writes the contacts; one that is there already (by its address) stays as it is. */
export async function insertContacts(tx: Transaction, rows: (typeof contacts.$inferInsert)[]) {
  await tx.insert(contacts).ignore().values(rows);
  await tx.execute(sql`
    INSERT INTO contact_consents (contact_id, consent, source, recorded_by, recorded_at)
    SELECT c.id, c.tracking_consent, c.consent_source, 'Demo data', c.consent_at
    FROM contacts c LEFT JOIN contact_consents known ON known.contact_id = c.id
    WHERE c.consent_at IS NOT NULL AND known.id IS NULL`);
  const stored = await tx
    .select({ id: contacts.id, email: contacts.email })
    .from(contacts)
    .where(
      inArray(
        contacts.email,
        rows.map((row) => row.email),
      ),
    );
  const ids = new Map(stored.map((row) => [row.email, row.id]));
  return new Map(contactKeys.map((key) => [key, idIn(ids, contactOf(key).email)]));
}

/** Writes the tickets and all that belongs to them, each table in one statement, in the order in which it happened. */
export async function insertTickets(
  tx: Transaction,
  planned: PlannedTicket[],
  contactIds: Map<ContactKey, number>,
) {
  const contactId = (key: ContactKey) => idIn(contactIds, key);
  const byAge = planned.toSorted((a, b) => a.row.createdAt.getTime() - b.row.createdAt.getTime());
  const ticketIds = await insertAll(tx, tickets, byAge, ({ row, from }) => ({
    ...row,
    requesterId: contactId(from),
  }));
  await tx
    .insert(ticketTags)
    .values(
      byAge.flatMap((ticket) => ticket.tags.map((tag) => ({ ticketId: idIn(ticketIds, ticket), tag }))),
    );

  const replies = byAge
    .flatMap((ticket) => ticket.replies.map((reply) => ({ ...reply, ticketId: idIn(ticketIds, ticket) })))
    .sort((a, b) => a.row.createdAt.getTime() - b.row.createdAt.getTime());
  const replyIds = await insertAll(tx, ticketReplies, replies, ({ row, ticketId, by }) => ({
    ...row,
    ticketId,
    authorContactId: row.author === "contact" ? contactId(by as ContactKey) : null,
  }));
  await noteLastAgentReplies(tx, [...ticketIds.values()]);

  const emails = replies.flatMap((reply) =>
    reply.email ? [{ ...reply.email, ticketId: reply.ticketId, replyId: idIn(replyIds, reply) }] : [],
  );
  const messageIds = await insertAll(tx, emailMessages, emails, ({ message, ticketId, replyId }) => ({
    ...message,
    ticketId,
    ticketReplyId: replyId,
  }));
  await tx
    .insert(emailLinks)
    .values(
      emails.flatMap((email) => email.links.map((link) => ({ ...link, messageId: idIn(messageIds, email) }))),
    );

  const deliveries = emails.flatMap((email) =>
    email.deliveries.map((delivery) => ({
      ...delivery,
      messageId: idIn(messageIds, email),
      replyId: email.replyId,
    })),
  );
  const deliveryIds = await insertAll(
    tx,
    emailDeliveries,
    deliveries,
    ({ row, messageId, replyId, contact }) => ({
      ...row,
      messageId,
      ticketReplyId: replyId,
      contactId: contactId(contact),
    }),
  );
  await tx
    .insert(emailDeliveryEvents)
    .values(
      deliveries.flatMap((delivery) =>
        delivery.history.map((entry) => ({ ...entry, deliveryId: idIn(deliveryIds, delivery) })),
      ),
    );
  const suppressions = deliveries.flatMap((delivery) =>
    delivery.suppression ? [{ ...delivery.suppression, deliveryId: idIn(deliveryIds, delivery) }] : [],
  );
  // One that is held back already stays as it is.
  if (suppressions.length > 0) await tx.insert(suppressedAddresses).ignore().values(suppressions);
  const events = deliveries.flatMap((delivery) =>
    delivery.events.map((event) => ({ ...event, deliveryId: idIn(deliveryIds, delivery) })),
  );
  await tx
    .insert(emailTrackingEvents)
    .values(events.sort((a, b) => a.occurredAt.getTime() - b.occurredAt.getTime()));
}

/** One statement's rows get consecutive ids from the first one on (InnoDB's "simple inserts"). */
async function insertAll<Item, Table extends MySqlTable>(
  tx: Transaction,
  table: Table,
  items: Item[],
  row: (item: Item) => MySqlInsertValue<Table>,
): Promise<Map<Item, number>> {
  const [[settings]] = (await tx.execute(sql`SELECT @@auto_increment_increment AS step`)) as unknown as [
    { step: number }[],
  ];
  const [result] = await tx.insert(table).values(items.map(row));
  return new Map(items.map((item, index) => [item, result.insertId + index * Number(settings?.step ?? 1)]));
}

/** The newest emailed reply of an agent, by which the ticket list shows the read state. */
async function noteLastAgentReplies(tx: Transaction, ticketIds: number[]) {
  const newest = tx
    .select({ id: sql`MAX(${ticketReplies.id})` })
    .from(ticketReplies)
    .where(
      sql`${ticketReplies.ticketId} = ${tickets.id} AND ${ticketReplies.author} = 'agent' AND ${eq(ticketReplies.isInternal, false)}`,
    );
  await tx
    .update(tickets)
    .set({ lastAgentReplyId: sql`(${newest})` })
    .where(inArray(tickets.id, ticketIds));
}

function idIn<Key>(ids: Map<Key, number>, key: Key): number {
  const id = ids.get(key);
  if (id === undefined) throw new Error("the demo data names a row that was not written");
  return id;
}
