import { count, desc, eq } from "drizzle-orm";
import { database } from "@/db/client";
import { emailDeliveries } from "@/db/schema/email";
import { contactConsents, contactErasures } from "@/db/schema/privacy";
import { contacts, tickets } from "@/db/schema/tickets";
import { NotFoundError } from "@/services/errors";
import type { Contact } from "./find-or-create-contact";

/** Entries of a history that are shown, newest first. */
const shownEntries = 20;

export type ContactDetail = Omit<Contact, "preferencesToken"> & {
  ticketCount: number;
  emailCount: number;
  consents: Pick<
    typeof contactConsents.$inferSelect,
    "id" | "consent" | "source" | "recordedBy" | "recordedAt"
  >[];
  erasures: Pick<
    typeof contactErasures.$inferSelect,
    "id" | "strength" | "status" | "requestedBy" | "createdAt" | "finishedAt"
  >[];
};

/**
 * A contact with the history of their consent. Without the token of their preferences page: it decides in their name.
 * @throws {NotFoundError}
 */
export async function getContact(contactId: number): Promise<ContactDetail> {
  const [[contact], [ticketCount], [emailCount], consents, erasures] = await Promise.all([
    database().select().from(contacts).where(eq(contacts.id, contactId)),
    database().select({ count: count() }).from(tickets).where(eq(tickets.requesterId, contactId)),
    database()
      .select({ count: count() })
      .from(emailDeliveries)
      .where(eq(emailDeliveries.contactId, contactId)),
    database()
      .select()
      .from(contactConsents)
      .where(eq(contactConsents.contactId, contactId))
      .orderBy(desc(contactConsents.id))
      .limit(shownEntries),
    database()
      .select()
      .from(contactErasures)
      .where(eq(contactErasures.contactId, contactId))
      .orderBy(desc(contactErasures.id))
      .limit(shownEntries),
  ]);
  if (!contact) throw new NotFoundError(`There is no contact ${contactId}.`);
  const { preferencesToken: _token, ...shown } = contact;
  return {
    ...shown,
    ticketCount: ticketCount?.count ?? 0,
    emailCount: emailCount?.count ?? 0,
    consents: consents.map(({ id, consent, source, recordedBy, recordedAt }) => ({
      ...{ id, consent, source, recordedBy, recordedAt },
    })),
    erasures: erasures.map(({ id, strength, status, requestedBy, createdAt, finishedAt }) => ({
      ...{ id, strength, status, requestedBy, createdAt, finishedAt },
    })),
  };
}
