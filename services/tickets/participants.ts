import { and, eq } from "drizzle-orm";
import { database } from "@/db/client";
import type { Transaction } from "@/db/connect";
import { contacts, ticketParticipants, tickets } from "@/db/schema/tickets";
import { recordAudit } from "@/services/audit/record-audit";
import type { Actor } from "@/services/auth/actor";
import { findOrCreateContact } from "@/services/contacts/find-or-create-contact";
import { normalizeAddress } from "@/services/contacts/normalize-address";
import { ConflictError, NotFoundError } from "@/services/errors";
import { noteTicketChange, wakeLive } from "@/services/live/ticket-changes";

/**
 * Lets somebody take part in a ticket: replies go to them too unless the agent takes them out, and what they write is
 * known to be of the ticket. Who takes part already stays.
 * @throws {NotFoundError} for the ticket; {InvalidInputError} for an address that is none; {ConflictError} for the
 * requester's own.
 */
export async function addParticipant(actor: Actor, ticketId: number, email: string): Promise<void> {
  await database().transaction(async (tx) => {
    const ticket = await lockTicket(tx, ticketId);
    const contact = await findOrCreateContact(tx, { email });
    if (contact.id === ticket.requesterId) throw new ConflictError("This is the requester already.");
    const [result] = await tx
      .insert(ticketParticipants)
      .ignore()
      .values({
        ticketId,
        contactId: contact.id,
        addedByUserId: actor.kind === "user" ? actor.userId : null,
      });
    if (result.affectedRows > 0) await noteChange(tx, actor, ticketId, { from: null, to: contact.id });
  });
  wakeLive();
}

/**
 * Ends somebody's part in a ticket. What they wrote stays.
 * @throws {NotFoundError} when they take no part.
 */
export async function removeParticipant(actor: Actor, ticketId: number, email: string): Promise<void> {
  await database().transaction(async (tx) => {
    await lockTicket(tx, ticketId);
    const [contact] = await tx
      .select({ id: contacts.id })
      .from(contacts)
      .where(eq(contacts.email, normalizeAddress(email, "email")));
    const [result] = await tx
      .delete(ticketParticipants)
      .where(
        and(eq(ticketParticipants.ticketId, ticketId), eq(ticketParticipants.contactId, contact?.id ?? 0)),
      );
    if (result.affectedRows === 0) throw new NotFoundError("They are not a participant any more.");
    await noteChange(tx, actor, ticketId, { from: contact?.id ?? null, to: null });
  });
  wakeLive();
}

async function lockTicket(tx: Transaction, ticketId: number) {
  const [ticket] = await tx
    .select({ requesterId: tickets.requesterId })
    .from(tickets)
    .where(eq(tickets.id, ticketId))
    .for("update");
  if (!ticket) throw new NotFoundError(`There is no ticket #${ticketId}.`);
  return ticket;
}

/** By number and not by address: the log outlives an erasure of who it names. */
async function noteChange(
  tx: Transaction,
  actor: Actor,
  ticketId: number,
  participant: { from: number | null; to: number | null },
) {
  await recordAudit(tx, actor, {
    action: participant.to ? "participant.added" : "participant.removed",
    targetType: "ticket",
    targetId: ticketId,
    changes: { participant },
  });
  await noteTicketChange(tx, [ticketId]);
}
