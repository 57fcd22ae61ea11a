import type { Transaction } from "@/db/connect";
import type { Contact } from "@/services/contacts/find-or-create-contact";
import { type QueuedEmail, queueEmail } from "./queue-email";

/**
 * Tells a contact, by mail, that their ticket was opened. Never tracked: it belongs to no reply, and nobody needs to know
 * whether a receipt was read.
 */
export async function queueAcknowledgement(
  tx: Transaction,
  ticket: { ticketId: number; subject: string; requester: Contact },
): Promise<QueuedEmail> {
  const { ticketId, subject, requester } = ticket;
  return queueEmail(tx, {
    kind: "acknowledgement",
    ticketId,
    subject: `Received: ${subject} [#${ticketId}]`,
    recipients: [{ email: requester.email, name: requester.name, role: "to", contactId: requester.id }],
    track: false,
  });
}
