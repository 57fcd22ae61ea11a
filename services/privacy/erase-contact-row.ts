import { eq } from "drizzle-orm";
import { suppressedAddresses } from "@/db/schema/email";
import { contactConsents, contactDataRequests } from "@/db/schema/privacy";
import { contacts } from "@/db/schema/tickets";
import { newPreferencesToken } from "@/services/contacts/find-or-create-contact";
import { erasedAddressOf, erasedName } from "./erased-identity";
import type { ErasureWork } from "./erasure-work";

/** The end of an erased contact: a row that tickets can go on pointing at, and that names nobody. */
export async function eraseContactRow({ tx, contact }: ErasureWork): Promise<null> {
  await tx.delete(contactConsents).where(eq(contactConsents.contactId, contact.id));
  await tx.delete(contactDataRequests).where(eq(contactDataRequests.contactId, contact.id));
  await tx.delete(suppressedAddresses).where(eq(suppressedAddresses.email, contact.email));
  await tx
    .update(contacts)
    .set({
      email: erasedAddressOf(contact.id),
      name: erasedName,
      // The link in the footers of old mails opens nothing any more.
      preferencesToken: newPreferencesToken(),
    })
    .where(eq(contacts.id, contact.id));
  return null;
}
