import { asc, eq, inArray } from "drizzle-orm";
import { database } from "@/db/client";
import { users } from "@/db/schema/auth";
import { contactConsents, contactDataRequests, contactErasures } from "@/db/schema/privacy";
import { contacts, ticketReplies, tickets, ticketTags } from "@/db/schema/tickets";
import { attachmentsOfReply } from "@/services/attachments/attachments-of-reply";
import { NotFoundError } from "@/services/errors";
import { exportEmails } from "./export-emails";
import { exportInboundMail } from "./export-inbound-mail";

export type ContactExport = Awaited<ReturnType<typeof exportContact>>;

/**
 * Everything that is held about a contact, to be given out as JSON.
 * @param audience `contact`: for the person themselves, without what is not theirs: internal notes, and the events of
 * messages that other people share an id with. `admin`: all of it.
 * @throws {NotFoundError}
 */
export async function exportContact(contactId: number, audience: "admin" | "contact") {
  const [contact] = await database().select().from(contacts).where(eq(contacts.id, contactId));
  if (!contact) throw new NotFoundError(`There is no contact ${contactId}.`);
  const [consents, requests, erasures, conversations, emails, inbound] = await Promise.all([
    database()
      .select()
      .from(contactConsents)
      .where(eq(contactConsents.contactId, contactId))
      .orderBy(asc(contactConsents.id)),
    database()
      .select()
      .from(contactDataRequests)
      .where(eq(contactDataRequests.contactId, contactId))
      .orderBy(asc(contactDataRequests.id)),
    database()
      .select()
      .from(contactErasures)
      .where(eq(contactErasures.contactId, contactId))
      .orderBy(asc(contactErasures.id)),
    exportTickets(contactId, audience),
    exportEmails(contact, audience),
    exportInboundMail(contact),
  ]);
  return {
    format: "myportal-contact-export-1" as const,
    exported_at: new Date().toISOString(),
    contact: {
      id: contact.id,
      email: contact.email,
      name: contact.name,
      created_at: contact.createdAt.toISOString(),
      tracking_consent: contact.trackingConsent,
      consent_source: contact.consentSource,
      consent_at: contact.consentAt?.toISOString() ?? null,
    },
    consents: consents.map(({ consent, source, recordedBy, recordedAt }) => ({
      ...{ consent, source },
      // An admin's name is the admin's; the recipient learns that it was not themselves.
      recorded_by: audience === "admin" ? recordedBy : null,
      recorded_at: recordedAt.toISOString(),
    })),
    tickets: conversations,
    emails,
    inbound_mails: inbound,
    data_requests: requests.map(({ kind, createdAt, usedAt }) => ({
      kind,
      requested_at: createdAt.toISOString(),
      used_at: usedAt?.toISOString() ?? null,
    })),
    erasures: erasures.map(({ strength, status, createdAt, finishedAt }) => ({
      ...{ strength, status },
      requested_at: createdAt.toISOString(),
      finished_at: finishedAt?.toISOString() ?? null,
    })),
  };
}

async function exportTickets(contactId: number, audience: "admin" | "contact") {
  const [asked, wroteIn] = await Promise.all([
    database().select({ id: tickets.id }).from(tickets).where(eq(tickets.requesterId, contactId)),
    database()
      .selectDistinct({ id: ticketReplies.ticketId })
      .from(ticketReplies)
      .where(eq(ticketReplies.authorContactId, contactId)),
  ]);
  const ids = [...new Set([...asked, ...wroteIn].map(({ id }) => id))];
  if (ids.length === 0) return [];
  const [rows, tags, replies] = await Promise.all([
    database().select().from(tickets).where(inArray(tickets.id, ids)).orderBy(asc(tickets.id)),
    database().select().from(ticketTags).where(inArray(ticketTags.ticketId, ids)),
    database()
      .select({ reply: ticketReplies, agent: users.name, contact: contacts.name })
      .from(ticketReplies)
      .leftJoin(users, eq(users.id, ticketReplies.authorUserId))
      .leftJoin(contacts, eq(contacts.id, ticketReplies.authorContactId))
      .where(inArray(ticketReplies.ticketId, ids))
      .orderBy(asc(ticketReplies.id)),
  ]);
  const files = await attachmentsOfReply(replies.map(({ reply }) => reply.id));
  return rows.map((ticket) => ({
    id: ticket.id,
    subject: ticket.subject,
    status: ticket.status,
    priority: ticket.priority,
    is_requester: ticket.requesterId === contactId,
    tags: tags.filter(({ ticketId }) => ticketId === ticket.id).map(({ tag }) => tag),
    created_at: ticket.createdAt.toISOString(),
    last_activity_at: ticket.lastActivityAt.toISOString(),
    replies: replies
      .filter(({ reply }) => reply.ticketId === ticket.id && (audience === "admin" || !reply.isInternal))
      .map(({ reply, agent, contact }) => ({
        id: reply.id,
        author: reply.author,
        author_name: agent ?? contact,
        by_this_contact: reply.authorContactId === contactId,
        is_internal: reply.isInternal,
        text: reply.bodyText,
        html: reply.bodyHtml,
        quoted_html: reply.quotedHtml,
        attachments: (files.get(reply.id) ?? []).map(({ filename, contentType, size }) => ({
          ...{ filename, size },
          content_type: contentType,
        })),
        created_at: reply.createdAt.toISOString(),
      })),
  }));
}
