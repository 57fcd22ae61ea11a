import { asc, eq } from "drizzle-orm";
import { database } from "@/db/client";
import { inboundEmails } from "@/db/schema/inbound";

/** The mails that came in from a contact; what they say is with the tickets. */
export async function exportInboundMail(contact: { email: string }) {
  const rows = await database()
    .select()
    .from(inboundEmails)
    .where(eq(inboundEmails.fromEmail, contact.email))
    .orderBy(asc(inboundEmails.id));
  return rows.map((row) => ({
    id: row.id,
    received_at: row.receivedAt.toISOString(),
    received_by: row.source,
    from_email: row.fromEmail,
    from_name: row.fromName,
    subject: row.subject,
    message_id: row.messageId,
    size: row.size,
    status: row.status,
    detail: row.detail,
    ticket_id: row.ticketId,
  }));
}
