import { and, eq, gt, sql } from "drizzle-orm";
import type { Transaction } from "@/db/connect";
import { emailDeliveries, emailMessages } from "@/db/schema/email";
import { contacts } from "@/db/schema/tickets";
import type { Contact } from "@/services/contacts/find-or-create-contact";
import { queueAcknowledgement } from "@/services/email-delivery/queue-acknowledgement";
import { suppressionsOf } from "@/services/email-delivery/suppressed-addresses";
import { effectiveSettings } from "@/services/integration-modules/effective-settings";

/**
 * Tells who opened a ticket by mail that it was: once an hour at most, so that two programs never answer each other
 * without end, and never where mail has come back from.
 */
export async function acknowledgeSender(
  tx: Transaction,
  ticket: { ticketId: number; subject: string },
  sender: Contact,
): Promise<boolean> {
  const { settings } = await effectiveSettings("email", tx);
  if (!settings.acknowledge) return false;
  // Several of their mails may be worked on at once: the first to hold the contact's row decides.
  await tx.select({ id: contacts.id }).from(contacts).where(eq(contacts.id, sender.id)).for("update");
  const [recent] = await tx
    .select({ id: emailMessages.id })
    .from(emailDeliveries)
    .innerJoin(emailMessages, eq(emailMessages.id, emailDeliveries.messageId))
    .where(
      and(
        eq(emailDeliveries.contactId, sender.id),
        eq(emailMessages.kind, "acknowledgement"),
        gt(emailDeliveries.createdAt, sql`UTC_TIMESTAMP(6) - INTERVAL 1 HOUR`),
      ),
    )
    .limit(1);
  if (recent) return false;
  if ((await suppressionsOf([sender.email], tx)).size > 0) return false;
  await queueAcknowledgement(tx, { ...ticket, requester: sender });
  return true;
}
