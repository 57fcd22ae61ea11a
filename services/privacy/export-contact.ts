import { asc, eq } from "drizzle-orm";
import { database } from "@/db/client";
import { suppressedAddresses } from "@/db/schema/email";
import { contactConsents, contactDataRequests, contactErasures } from "@/db/schema/privacy";
import { contacts } from "@/db/schema/tickets";
import { NotFoundError } from "@/services/errors";
import { exportEmails } from "./export-emails";
import { exportInboundMail } from "./export-inbound-mail";
import { exportTickets } from "./export-tickets";

export type ContactExport = Awaited<ReturnType<typeof exportContact>>;

/**
 * Everything that is held about a contact, to be given out as JSON.
 * @param audience `contact`: for the person themselves, without what is not theirs: internal notes, the events of
 * messages that other people share an id with, and of others' tickets what never reached them. `admin`: all of it.
 * @throws {NotFoundError}
 */
export async function exportContact(contactId: number, audience: "admin" | "contact") {
  const [contact] = await database().select().from(contacts).where(eq(contacts.id, contactId));
  if (!contact) throw new NotFoundError(`There is no contact ${contactId}.`);
  const [consents, requests, erasures, conversations, emails, inbound, [suppressed]] = await Promise.all([
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
    exportTickets(contact, audience),
    exportEmails(contact, audience),
    exportInboundMail(contact),
    database().select().from(suppressedAddresses).where(eq(suppressedAddresses.email, contact.email)),
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
    suppressed: suppressed
      ? {
          ...{ reason: suppressed.reason, detail: suppressed.detail },
          since: suppressed.createdAt.toISOString(),
        }
      : null,
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
