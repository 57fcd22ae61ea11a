import { inArray } from "drizzle-orm";
import type { Transaction } from "@/db/connect";
import type { RecipientRole } from "@/db/schema/email";
import { contacts } from "@/db/schema/tickets";
import { findOrCreateContact } from "@/services/contacts/find-or-create-contact";
import { normalizeAddress } from "@/services/contacts/normalize-address";

export type EmailRecipient = {
  email: string;
  name?: string | null;
  role: RecipientRole;
  /** Left out: looked up by address, so that a contact's refusal of tracking holds however they are addressed. */
  contactId?: number | null;
};

export type ResolvedRecipient = {
  email: string;
  name: string | null;
  role: RecipientRole;
  contactId: number | null;
};

const prominence: RecipientRole[] = ["to", "cc", "bcc"];

/**
 * The recipients as they are kept: addresses checked and in lower case, each person once (in their most prominent
 * role), tied to their contact.
 * @param options.create make a contact of an address that has none: needed for a page of tracking preferences
 * @throws {InvalidInputError} when an address is not one.
 */
export async function resolveRecipients(
  tx: Transaction,
  recipients: EmailRecipient[],
  options: { create: boolean },
): Promise<ResolvedRecipient[]> {
  const unique = new Map<string, ResolvedRecipient>();
  for (const role of prominence) {
    for (const recipient of recipients.filter((candidate) => candidate.role === role)) {
      const email = normalizeAddress(recipient.email, "recipients");
      if (unique.has(email)) continue;
      const name =
        recipient.name
          ?.replace(/[\r\n]+/g, " ")
          .trim()
          .slice(0, 255) || null;
      unique.set(email, { email, name, role, contactId: recipient.contactId ?? null });
    }
  }
  const resolved = [...unique.values()];
  const unknown = resolved.filter((recipient) => recipient.contactId === null);
  if (unknown.length === 0) return resolved;

  const known = await tx
    .select({ id: contacts.id, email: contacts.email })
    .from(contacts)
    .where(
      inArray(
        contacts.email,
        unknown.map((recipient) => recipient.email),
      ),
    );
  for (const recipient of unknown) {
    recipient.contactId = known.find((contact) => contact.email === recipient.email)?.id ?? null;
    if (recipient.contactId === null && options.create) {
      recipient.contactId = (await findOrCreateContact(tx, recipient)).id;
    }
  }
  return resolved;
}
